package chainrule.autodiff.check.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * Every {@code *.deriv} file of a folder and of the folders below, as the argument of a
 * parameterised test.
 *
 * <pre>{@code
 * @ParameterizedTest
 * @DerivationSource("src/test/derivations")
 * void isRight(DerivationFile file) {
 *   assertDerivation(file);
 * }
 * }</pre>
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(DerivationFiles.class)
public @interface DerivationSource {
  /** The folder, from the working directory of the tests (of Maven: that of the module). */
  String value();
}
