/**
 * Which of several versions of a name holds, and what this device has to do about it. Pure
 * functions of entries: the same versions give the same answer on every device, in whatever order
 * they became known. Every answer carries its {@link app.bothways.sync.plan.Reason}.
 */
package app.bothways.sync.plan;
