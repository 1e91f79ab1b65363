/** Writes the page of the benchmarks: tables and plots of what JMH measured. */
@NullMarked
package chainrule.examples.benchmark;

import org.jspecify.annotations.NullMarked;
