/** What pages and plots are made of. Colours are roles, which suit a light and a dark page. */
@NullMarked
package chainrule.examples.page;

import org.jspecify.annotations.NullMarked;
