/**
 * Kernels: elementwise expressions compiled to loops over doubles, and special functions on
 * doubles. What a kernel computes is defined here alone; which rule differentiates it is not. Uses
 * no other package of the project.
 */
@NullMarked
package chainrule.autodiff.kernel;

import org.jspecify.annotations.NullMarked;
