/** Lines that make the first of something, shown where there is none. */
export const FIRST_JOB = `@BackgroundJob()
async sendWelcome(userId: string) { … }

await jobs.enqueue(EmailService, (email) => email.sendWelcome(user.id));`;

export const FIRST_RECURRING_JOB = `@Recurring('0 8 * * *', { timeZone: 'Europe/Istanbul' })
async sendDigest() { … }`;

export const FIRST_BATCH = `await jobs.batch('import', (batch) => {
  for (const row of rows) {
    batch.enqueue(ImportService, (service) => service.importRow(row));
  }
});`;

export const FIRST_WORKER = `JobsModule.forRoot({
  worker: { queues: ['critical', 'default'], concurrency: 20 },
});`;
