import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

@Entity('users')
export class User {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ length: 200, unique: true })
  email!: string;

  @Column({ length: 100 })
  name!: string;
}
