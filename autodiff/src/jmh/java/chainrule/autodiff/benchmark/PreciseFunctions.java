package chainrule.autodiff.benchmark;

import ch.obermuhlner.math.big.BigDecimalMath;
import chainrule.autodiff.real.Ball;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.concurrent.TimeUnit;
import org.apache.commons.math3.dfp.Dfp;
import org.apache.commons.math3.dfp.DfpField;
import org.apache.commons.math3.dfp.DfpMath;
import org.apfloat.Apfloat;
import org.apfloat.ApfloatMath;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Functions of numbers of 60 digits: of balls, which prove their digits, of Commons Math's Dfp, of
 * big-math and of Apfloat, which do not. The argument is a fraction with all its digits.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PreciseFunctions {
  private static final int DIGITS = 60;
  private static final MathContext CONTEXT = new MathContext(DIGITS);

  private Ball ball = Ball.of(5, DIGITS).divide(Ball.of(7, DIGITS));
  private Ball otherBall = Ball.of(13, DIGITS).divide(Ball.of(11, DIGITS));
  private DfpField field = new DfpField(DIGITS);
  private Dfp dfp = field.newDfp(5).divide(7);
  private Dfp otherDfp = field.newDfp(13).divide(11);
  private BigDecimal bigDecimal = BigDecimal.valueOf(5).divide(BigDecimal.valueOf(7), CONTEXT);
  private BigDecimal otherBigDecimal =
      BigDecimal.valueOf(13).divide(BigDecimal.valueOf(11), CONTEXT);
  private Apfloat apfloat = new Apfloat(5, DIGITS).divide(new Apfloat(7, DIGITS));
  private Apfloat otherApfloat = new Apfloat(13, DIGITS).divide(new Apfloat(11, DIGITS));

  @Benchmark
  public Ball chainruleMultiply() {
    return ball.multiply(otherBall);
  }

  @Benchmark
  public Dfp dfpMultiply() {
    return dfp.multiply(otherDfp);
  }

  @Benchmark
  public BigDecimal bigMathMultiply() {
    return bigDecimal.multiply(otherBigDecimal, CONTEXT);
  }

  @Benchmark
  public Apfloat apfloatMultiply() {
    return apfloat.multiply(otherApfloat);
  }

  @Benchmark
  public Ball chainruleExp() {
    return ball.exp();
  }

  @Benchmark
  public Dfp dfpExp() {
    return DfpMath.exp(dfp);
  }

  @Benchmark
  public BigDecimal bigMathExp() {
    return BigDecimalMath.exp(bigDecimal, CONTEXT);
  }

  @Benchmark
  public Apfloat apfloatExp() {
    return ApfloatMath.exp(apfloat);
  }

  @Benchmark
  public Ball chainruleLog() {
    return ball.log();
  }

  @Benchmark
  public Dfp dfpLog() {
    return DfpMath.log(dfp);
  }

  @Benchmark
  public BigDecimal bigMathLog() {
    return BigDecimalMath.log(bigDecimal, CONTEXT);
  }

  @Benchmark
  public Apfloat apfloatLog() {
    return ApfloatMath.log(apfloat);
  }

  @Benchmark
  public Ball chainruleSin() {
    return ball.sin();
  }

  @Benchmark
  public Dfp dfpSin() {
    return DfpMath.sin(dfp);
  }

  @Benchmark
  public BigDecimal bigMathSin() {
    return BigDecimalMath.sin(bigDecimal, CONTEXT);
  }

  @Benchmark
  public Apfloat apfloatSin() {
    return ApfloatMath.sin(apfloat);
  }

  @Benchmark
  public Ball chainruleAtan() {
    return ball.atan();
  }

  @Benchmark
  public Dfp dfpAtan() {
    return DfpMath.atan(dfp);
  }

  @Benchmark
  public BigDecimal bigMathAtan() {
    return BigDecimalMath.atan(bigDecimal, CONTEXT);
  }

  @Benchmark
  public Apfloat apfloatAtan() {
    return ApfloatMath.atan(apfloat);
  }
}
