/**
 * The evals of GradBench, a benchmark of tools for automatic differentiation, as users of Chainrule
 * write them, and the process that speaks its protocol.
 */
@NullMarked
package chainrule.examples.gradbench;

import org.jspecify.annotations.NullMarked;
