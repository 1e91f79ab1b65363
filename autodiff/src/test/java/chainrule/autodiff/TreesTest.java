package chainrule.autodiff;

import static chainrule.autodiff.Derivatives.grad;
import static chainrule.autodiff.Derivatives.jvp;
import static chainrule.autodiff.Derivatives.update;
import static chainrule.autodiff.Derivatives.valueAndGrad;
import static chainrule.autodiff.Derivatives.vjp;
import static chainrule.autodiff.Operations.add;
import static chainrule.autodiff.Operations.exp;
import static chainrule.autodiff.Operations.multiply;
import static chainrule.autodiff.Operations.square;
import static chainrule.autodiff.Operations.subtract;
import static chainrule.autodiff.Operations.sum;
import static chainrule.autodiff.Tensor.scalar;
import static chainrule.autodiff.Tensor.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Records, lists and maps of tensors as parameters. */
@Tag("fast")
class TreesTest {
  record Line(Tensor slope, Tensor intercept) {}

  record Network(Line first, List<Line> others, Map<String, Tensor> named) {}

  record WithNumber(Tensor weight, double rate) {}

  record Positive(Tensor weight) {
    Positive {
      if (weight.shape().isScalar() && weight.value() < 0) {
        throw new IllegalArgumentException("negative weight");
      }
    }
  }

  record Nested(Line line, Object other) {}

  private static final Network NETWORK =
      new Network(
          new Line(scalar(2), vector(3, 4)),
          List.of(new Line(scalar(5), scalar(6)), new Line(scalar(7), scalar(8))),
          Map.of("b", scalar(10), "a", scalar(9)));

  @Test
  void gradientsHaveTheFormOfTheParameters() {
    Network gradient =
        grad(
            n ->
                add(
                    multiply(n.first().slope(), sum(square(n.first().intercept()))),
                    multiply(
                        n.others().get(1).slope(),
                        multiply(n.named().get("a"), n.named().get("b")))),
            NETWORK);
    assertThat(gradient.first().slope().value()).isEqualTo(25);
    assertThat(gradient.first().intercept().toArray()).containsExactly(12, 16);
    assertThat(gradient.others().get(0).slope().value()).isZero();
    assertThat(gradient.others().get(1).slope().value()).isEqualTo(90);
    assertThat(gradient.others().get(1).intercept().value()).isZero();
    assertThat(gradient.named().get("a").value()).isEqualTo(70);
    assertThat(gradient.named().get("b").value()).isEqualTo(63);
  }

  @Test
  void forwardModeTakesADirectionOfTheSameForm() {
    Line at = new Line(scalar(3), scalar(4));
    Derivatives.Tangent tangent =
        jvp(p -> multiply(p.slope(), p.intercept()), at, new Line(scalar(1), scalar(10)));
    assertThat(tangent.value().value()).isEqualTo(12);
    assertThat(tangent.tangent().value()).isEqualTo(34);
  }

  @Test
  void valuePullbackAndGradientsOfTwoParametersAgree() {
    Line at = new Line(scalar(3), vector(1, 2));
    var both = valueAndGrad(p -> multiply(p.slope(), sum(p.intercept())), at);
    assertThat(both.value().value()).isEqualTo(9);
    assertThat(both.gradient().intercept().toArray()).containsExactly(3, 3);
    var pullback = vjp(p -> multiply(p.slope(), p.intercept()), at);
    assertThat(pullback.value().toArray()).containsExactly(3, 6);
    assertThat(pullback.apply(vector(1, 10)).slope().value()).isEqualTo(21);
    assertThat(pullback.apply(vector(1, 0)).intercept().toArray()).containsExactly(3, 0);
    var pair = grad((Tensor a, Line b) -> multiply(a, b.slope()), scalar(5), at);
    assertThat(pair.first().value()).isEqualTo(3);
    assertThat(pair.second().slope().value()).isEqualTo(5);
    assertThat(pair.second().intercept().toArray()).containsExactly(0, 0);
  }

  @Test
  void updateMovesEveryParameter() {
    Line at = new Line(scalar(3), vector(1, 2));
    Line moved = update(at, at, (p, g) -> subtract(p, multiply(0.5, g)));
    assertThat(moved.slope().value()).isEqualTo(1.5);
    assertThat(moved.intercept().toArray()).containsExactly(0.5, 1);
  }

  @Test
  void mapZipDotAndLeavesWalkInOrder() {
    assertThat(Trees.leaves(NETWORK).stream().map(t -> t.toArray()[0]))
        .containsExactly(2.0, 3.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0);
    Network doubled = Trees.map(NETWORK, t -> multiply(2, t));
    assertThat(doubled.others().get(0).intercept().value()).isEqualTo(12);
    Network difference = Trees.zip(doubled, NETWORK, (a, b) -> subtract(a, b));
    assertThat(difference.first().intercept().toArray()).containsExactly(3, 4);
    double squares = 4 + 9 + 16 + 25 + 36 + 49 + 64 + 81 + 100;
    assertThat(Trees.dot(NETWORK, NETWORK).value()).isEqualTo(squares);
    assertThat(Trees.dot(List.of(), List.of()).value()).isZero();
    assertThat(Trees.leaves(scalar(1))).hasSize(1);
  }

  @Test
  void mapsComeOutInTheOrderOfTheirKeysWhateverTheyWere() {
    Map<String, Tensor> linked = new LinkedHashMap<>();
    linked.put("z", scalar(1));
    linked.put("a", scalar(2));
    linked.put("m", scalar(3));
    assertThat(Trees.map(linked, t -> t).keySet()).containsExactly("a", "m", "z");
    assertThat(Trees.leaves(linked).stream().map(Tensor::value)).containsExactly(2.0, 3.0, 1.0);
    assertThat(Trees.leaves(new HashMap<>(linked)).stream().map(Tensor::value))
        .containsExactly(2.0, 3.0, 1.0);
    Map<String, Tensor> gradient =
        grad(m -> multiply(m.get("z"), exp(m.get("a"))), new TreeMap<>(linked));
    assertThat(gradient.get("a").value()).isEqualTo(Math.exp(2));
    assertThat(gradient.get("m").value()).isZero();
  }

  @Test
  void collectionsMayBeDeclaredAsTheCommonClasses() {
    ArrayList<Tensor> list = new ArrayList<>(List.of(scalar(2), scalar(3)));
    ArrayList<Tensor> slopes = grad(p -> multiply(p.get(0), p.get(1)), list);
    assertThat(slopes.get(0).value()).isEqualTo(3);
    HashMap<String, Tensor> map = new HashMap<>(Map.of("a", scalar(4)));
    HashMap<String, Tensor> slope = grad(p -> square(p.get("a")), map);
    assertThat(slope.get("a").value()).isEqualTo(8);
    LinkedHashMap<String, Tensor> linked = new LinkedHashMap<>(map);
    LinkedHashMap<String, Tensor> other = grad(p -> square(p.get("a")), linked);
    assertThat(other.get("a").value()).isEqualTo(8);
    EnumMap<Part, Tensor> parts = new EnumMap<>(Part.class);
    assertThat(grad(p -> scalar(1), parts)).isEmpty();
    parts.put(Part.SLOPE, scalar(2));
    parts.put(Part.LEVEL, scalar(3));
    EnumMap<Part, Tensor> part =
        grad(p -> multiply(square(p.get(Part.LEVEL)), p.get(Part.SLOPE)), parts);
    assertThat(part.get(Part.LEVEL).value()).isEqualTo(12);
    assertThat(part.get(Part.SLOPE).value()).isEqualTo(9);
    assertThat(parts.get(Part.SLOPE).value()).isEqualTo(2);
  }

  private enum Part {
    LEVEL,
    SLOPE
  }

  @Test
  void aSortedMapKeepsItsOwnOrder() {
    TreeMap<String, Tensor> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    map.put("B", scalar(2));
    map.put("a", scalar(3));
    map.put("C", scalar(4));
    assertThat(Trees.leaves(map).stream().map(Tensor::value)).containsExactly(3.0, 2.0, 4.0);
    TreeMap<String, Tensor> slopes =
        grad(p -> multiply(p.get("A"), multiply(p.get("b"), p.get("c"))), map);
    assertThat(slopes.keySet()).containsExactly("a", "B", "C");
    assertThat(slopes.get("b").value()).isEqualTo(12);
    TreeMap<String, Tensor> reversed = new TreeMap<>(java.util.Comparator.reverseOrder());
    reversed.putAll(Map.of("a", scalar(1), "b", scalar(2)));
    assertThat(Trees.map(reversed, t -> t).keySet()).containsExactly("b", "a");
  }

  record Linked(LinkedList<Tensor> weights) {}

  @Test
  @SuppressWarnings("JdkObsolete") // stands for any class that parameters are not rebuilt as
  void refusesARecordWhoseComponentIsAListOfAClassThatCannotBeMadeAgain() {
    Linked linked = new Linked(new LinkedList<>(List.of(scalar(1))));
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Trees.map(linked, t -> t))
        .withMessageStartingWith("the parameters: record Linked cannot be built: ");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> grad(p -> p.weights().get(0), linked));
  }

  @Test
  void refusesKeysWithoutAnOrder() {
    Map<Object, Tensor> keys = new LinkedHashMap<>();
    keys.put("a", scalar(1));
    keys.put(1, scalar(2));
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Trees.leaves(keys))
        .withMessage(
            "the parameters: a map of parameters needs keys of one type with an order,"
                + " such as String; got [a, 1]");
  }

  @Test
  void refusesWhatIsNoParameterAndSaysWhere() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Trees.leaves(new WithNumber(scalar(1), 0.5)))
        .withMessage(
            "the parameters.rate is a java.lang.Double; parameters are made of Tensor, records,"
                + " lists and maps. Pass a number as scalar(…), and keep what is not to be"
                + " differentiated outside the parameters");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Trees.leaves(List.of(scalar(1), "two")))
        .withMessageStartingWith("the parameters[1] is a java.lang.String;");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(
            () -> Trees.zip(new Nested(null, scalar(1)), new Nested(null, 2.0), (a, b) -> a))
        .withMessage("the parameters.line of record Nested is null");
    Line line = new Line(scalar(1), scalar(2));
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(
            () -> Trees.zip(new Nested(line, scalar(1)), new Nested(line, 2.0), (a, b) -> a))
        .withMessageStartingWith("the parameters.other is a java.lang.Double;");
  }

  @Test
  void refusesNullAndSaysWhere() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Trees.leaves(new Line(scalar(1), null)))
        .withMessage("the parameters.intercept of record Line is null");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Trees.leaves(Arrays.asList(scalar(1), null)))
        .withMessage("the parameters[1] is null");
    Map<String, Tensor> map = new HashMap<>();
    map.put("a", null);
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Trees.leaves(map))
        .withMessage("the parameters[a] is null");
  }

  @Test
  void refusesTreesOfDifferentForm() {
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Trees.dot(List.of(scalar(1)), List.of(scalar(1), scalar(2))))
        .withMessage("the parameters: lists of 1 and 2 elements");
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(() -> Trees.dot(Map.of("a", scalar(1)), Map.of("b", scalar(1))))
        .withMessage("the parameters: maps with keys [a] and [b]");
    Line line = new Line(scalar(1), scalar(2));
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(
            () -> Trees.zip(new Nested(line, scalar(1)), new Nested(line, line), (a, b) -> a))
        .withMessage("the parameters.other: a Tensor beside a " + Line.class.getName());
    assertThatExceptionOfType(UsageException.class)
        .isThrownBy(
            () -> Trees.zip(new Nested(line, List.of()), new Nested(line, Map.of()), (a, b) -> a))
        .withMessageStartingWith("the parameters.other: a java.util.ImmutableCollections");
  }

  @Test
  void handsOnWhatARecordThrows() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trees.map(new Positive(scalar(1)), t -> t.negate()))
        .withMessage("negative weight");
  }
}
