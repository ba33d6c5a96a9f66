/**
 * Floor 2: optimizers and learning-rate schedules. Optimizers keep their state by parameter name;
 * schedules are pure functions of the step. A new one of either is a record and a case here.
 */
@NullMarked
package dev.cairn.optim;

import org.jspecify.annotations.NullMarked;
