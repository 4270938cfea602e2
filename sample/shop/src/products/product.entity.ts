import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('products')
export class Product {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ length: 40, unique: true })
  sku!: string;

  @Column({ length: 100 })
  name!: string;

  /** The price, in cents. */
  @Column()
  cents!: number;
}

/** That somebody has imported products; how far it is, its batch says. */
@Entity('product_imports')
export class ProductImport {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ length: 36 })
  batchId!: string;

  @Column()
  rows!: number;

  @Column()
  startedAt!: Date;
}
