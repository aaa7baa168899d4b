// What stands in for tap where several files share a process.
export { ofTheMoment as default } from './run-here.ts'
