import { Column, Entity, ManyToOne, OneToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { User } from '../users/user.entity.js';

@Entity('order_items')
export class OrderItem {
  @PrimaryGeneratedColumn()
  id!: number;

  @ManyToOne(() => Order, (order) => order.items, { nullable: false, onDelete: 'CASCADE' })
  order!: Relation<Order>;

  @Column({ length: 100 })
  product!: string;

  @Column()
  quantity!: number;

  /** The price of one, in cents. */
  @Column()
  cents!: number;
}

@Entity('orders')
export class Order {
  @PrimaryGeneratedColumn()
  id!: number;

  @ManyToOne(() => User, { nullable: false })
  user!: User;

  @OneToMany(() => OrderItem, (item) => item.order, { cascade: true })
  items!: OrderItem[];

  @Column()
  placedAt!: Date;
}

export function totalOf({ items }: Pick<Order, 'items'>): number {
  return items.reduce((total, { quantity, cents }) => total + quantity * cents, 0);
}
