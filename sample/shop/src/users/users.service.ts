import { ConflictException, Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { JobScheduler } from 'nestfire';
import { DataSource, QueryFailedError, Repository } from 'typeorm';
import { DigestSubscriptions } from '../digests/digest-subscriptions.js';
import type { SignUp } from './sign-up.js';
import { User } from './user.entity.js';
import { WelcomeEmail } from './welcome-email.js';

@Injectable()
export class UsersService {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    private readonly dataSource: DataSource,
    private readonly jobs: JobScheduler,
    private readonly digests: DigestSubscriptions,
  ) {}

  /** All or nothing: a user who was not saved is never welcomed nor sent digests, and one who was always is. */
  async signUp(input: SignUp): Promise<User> {
    try {
      return await this.dataSource.transaction(async (manager) => {
        const user = await manager.save(User, { ...input });
        await this.jobs.enqueue(WelcomeEmail, (email) => email.send(user.id), { manager });
        await this.digests.subscribe(user.id, manager);
        return user;
      });
    } catch (error) {
      if (error instanceof QueryFailedError && (await this.users.existsBy({ email: input.email }))) {
        throw new ConflictException(`${input.email} has signed up already`);
      }
      throw error;
    }
  }

  find(id: number): Promise<User | null> {
    return this.users.findOneBy({ id });
  }

  latest(): Promise<User[]> {
    return this.users.find({ order: { id: 'DESC' }, take: 50 });
  }
}
