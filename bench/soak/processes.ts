import { type ChildProcess, fork } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'

/** What happened to the processes that number. */
export type Deaths = { killed: number; paused: number; led: number }

/** Some processes that number; the one that leads is killed, or stands still for longer than it has the lead. */
export function disturbProcesses(serviceUrl: string, { processes, everyMs }: { processes: number; everyMs: number }) {
  const deaths: Deaths = { killed: 0, paused: 0, led: 0 }
  const running = new Set<ChildProcess>()
  let leader: ChildProcess | undefined
  let done = false
  for (let count = 0; count < processes; count++) begin()
  const disturbing = disturb()
  return {
    deaths,
    /** Ends the disturbance; the processes go on until `stop`. */
    async calm(): Promise<void> {
      done = true
      await disturbing
    },
    stop(): void {
      for (const one of running) one.kill('SIGKILL')
    },
  }

  function begin(): void {
    const one = fork(new URL('./sequencer-process.ts', import.meta.url), {
      env: { ...process.env, DATABASE_URL: serviceUrl },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    running.add(one)
    one.on('message', ({ leads }: { leads: boolean }) => {
      if (!leads) return
      deaths.led += 1
      leader = one
    })
    one.once('exit', () => running.delete(one))
  }

  async function disturb(): Promise<void> {
    while (!done) {
      await delay(everyMs * (0.5 + Math.random()))
      const victim = leader
      leader = undefined
      if (victim === undefined || done) continue
      if (Math.random() < 0.5) {
        victim.kill('SIGKILL')
        deaths.killed += 1
        begin()
      } else {
        victim.kill('SIGSTOP')
        deaths.paused += 1
        await delay(1_500)
        victim.kill('SIGCONT')
      }
    }
  }
}
