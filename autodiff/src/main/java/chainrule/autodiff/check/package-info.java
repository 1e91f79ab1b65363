/**
 * Is this derivation right, where not, and which line broke it? Claims are held against truth over
 * balls, which uses no rule of the engine. May use the core, {@code expression} and {@code real}.
 */
@NullMarked
package chainrule.autodiff.check;

import org.jspecify.annotations.NullMarked;
