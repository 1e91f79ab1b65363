package chainrule.autodiff.expression;

import chainrule.autodiff.expression.Formula.Apply;
import chainrule.autodiff.expression.Formula.Axes;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Numeral;
import chainrule.autodiff.expression.Formula.Prime;
import chainrule.autodiff.expression.Formula.Slope;
import chainrule.autodiff.expression.Token.Kind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads formulas by recursive descent. From loose to tight: comparisons; + and -; *, /, @ and
 * products without a sign, as in 2x and f(x)(1 - f(x)); a minus before an operand; ^ and raised
 * digits, to the right; calls, primes, entries [i] and .T.
 */
final class Parser {
  /** How deep parentheses and operators may nest. */
  static final int MAX_DEPTH = 200;

  private static final List<String> COMPARISONS = List.of("<", "<=", ">", ">=", "==", "!=");

  /** Prefixes of numpy and its kin that mean nothing here. */
  private static final Set<String> MODULES =
      Set.of(
          "np",
          "numpy",
          "math",
          "scipy",
          "special",
          "linalg",
          "torch",
          "jnp",
          "jax",
          "nn",
          "functional",
          "F");

  /** Signs that open and close alike: of a value and of a norm. */
  private static final Set<String> BARS = Set.of("|", "‖");

  /** Words that end a formula. */
  private static final Set<String> WORDS = Set.of("for", "if", "else", "and", "in");

  /** Between the names of x∂y and xdy. */
  private static final Pattern PARTIALS = Pattern.compile("∂");

  private static final Pattern DIFFERENTIALS = Pattern.compile("(?<=.)d(?=.)");

  private final String source;
  private final List<Token> tokens;
  private final IdentityHashMap<Formula, Integer> offsets = new IdentityHashMap<>();

  /** Names that have been declared or defined, parameters included. */
  private final Set<String> variables = new LinkedHashSet<>();

  /** Functions that have been defined, with their parameters. */
  private final Map<String, List<String>> functions = new LinkedHashMap<>();

  /** Values that have been defined, with the variables that they depend on. */
  private final Map<String, Set<String>> values = new HashMap<>();

  /** Names that were used without having been declared: scalars. */
  private final Set<String> undeclared = new LinkedHashSet<>();

  /** How often a function was written without arguments. */
  private final Map<String, Integer> bare = new HashMap<>();

  /** Letters that stand alone somewhere in the text, also behind d and ∂. */
  private final Set<String> alone = new LinkedHashSet<>();

  /** Bars that have been opened and not yet closed. */
  private final List<String> openBars = new ArrayList<>();

  private int place;
  private int depth;

  Parser(String source) {
    this.source = source;
    this.tokens = Lexer.tokens(source);
    declareLetters();
    for (Token token : tokens) {
      String letter = token.text().replaceFirst("^[d∂](?=.)", "");
      if (token.kind() == Kind.NAME && letter.length() == 1 && !Vocabulary.isFunction(letter)) {
        alone.add(letter);
      }
    }
  }

  /**
   * Greek letters that are names of functions, but have no argument in this text, are variables.
   */
  private void declareLetters() {
    Set<String> letters = new LinkedHashSet<>();
    Set<String> applied = new LinkedHashSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.kind() == Kind.NAME && Vocabulary.isGreekFunction(token.text())) {
        letters.add(token.text());
        if (hasArgument(i)) {
          applied.add(token.text());
        }
      }
    }
    letters.removeAll(applied);
    variables.addAll(letters);
  }

  /** Whether a token is followed by primes or a parenthesis, perhaps behind an exponent. */
  private boolean hasArgument(int at) {
    int next = at + 1;
    if (tokens.get(next).kind() == Kind.SUPERSCRIPT) {
      next++;
    } else if (tokens.get(next).is("^") && tokens.get(next + 1).kind() == Kind.NUMBER) {
      next += 2;
    }
    return tokens.get(next).is("(") || tokens.get(next).is("'");
  }

  // ---------------------------------------------------------------- the reader's state

  Token peek() {
    return tokens.get(place);
  }

  Token peek(int ahead) {
    return tokens.get(Math.min(place + ahead, tokens.size() - 1));
  }

  Token next() {
    Token token = peek();
    place = Math.min(place + 1, tokens.size() - 1);
    return token;
  }

  boolean accept(String sign) {
    if (peek().is(sign)) {
      next();
      return true;
    }
    return false;
  }

  void expect(String sign, String where) {
    if (!accept(sign)) {
      throw error(peek(), "expected '" + sign + "' " + where + ", but found " + shown(peek()));
    }
  }

  SyntaxException error(Token token, String problem) {
    return error(token.offset(), problem);
  }

  SyntaxException error(int offset, String problem) {
    return new SyntaxException(source, offset, problem);
  }

  static String shown(Token token) {
    return switch (token.kind()) {
      case BREAK -> token.text().equals(";") ? "';'" : "the end of the line";
      case END -> token.text();
      default -> "'" + token.text() + "'";
    };
  }

  /** Where a formula that was read begins in the text. */
  int offset(Formula formula) {
    return offsets.getOrDefault(formula, 0);
  }

  IdentityHashMap<Formula, Integer> offsets() {
    return offsets;
  }

  String source() {
    return source;
  }

  void declare(String name) {
    variables.add(name);
  }

  void defineValue(String name, Set<String> dependsOn) {
    declare(name);
    values.put(name, dependsOn);
  }

  void defineFunction(String name, List<String> parameters) {
    functions.put(name, List.copyOf(parameters));
  }

  boolean isFunction(String name) {
    return functions.containsKey(name)
        || (!variables.contains(name) && Vocabulary.isFunction(name));
  }

  boolean isVariable(String name) {
    return variables.contains(name);
  }

  Set<String> undeclared() {
    return undeclared;
  }

  private <F extends Formula> F at(int offset, F formula) {
    offsets.putIfAbsent(formula, offset);
    return formula;
  }

  private Formula operation(int offset, String operation, Formula... operands) {
    return at(offset, Formula.apply(operation, operands));
  }

  private Formula deeper(Supplier<Formula> read) {
    if (++depth > MAX_DEPTH) {
      throw error(peek(), "the formula nests deeper than " + MAX_DEPTH);
    }
    try {
      return read.get();
    } finally {
      depth--;
    }
  }

  // ---------------------------------------------------------------- operators

  Formula formula() {
    return deeper(this::conditional);
  }

  /** A comparison, or a if c else b. */
  private Formula conditional() {
    Formula value = comparison();
    if (!peek().isName("if")) {
      return value;
    }
    int start = place;
    Token sign = next();
    Formula condition = comparison();
    if (!peek().isName("else")) {
      place = start; // a claim for a condition
      return value;
    }
    next();
    return operation(sign.offset(), "where", condition, value, formula());
  }

  private Formula comparison() {
    Formula left = sum();
    Formula result = null;
    while (COMPARISONS.contains(peek().text()) && peek().kind() == Kind.SIGN) {
      Token sign = next();
      Formula right = sum();
      Formula one = operation(sign.offset(), sign.text(), left, right);
      result = result == null ? one : operation(sign.offset(), "*", result, one);
      left = right;
    }
    return result == null ? left : result;
  }

  private Formula sum() {
    Formula left = product();
    while (peek().is("+") || peek().is("-")) {
      Token sign = next();
      left = operation(sign.offset(), sign.text(), left, product());
    }
    return left;
  }

  private Formula product() {
    Formula left = factor();
    boolean divided = false;
    while (true) {
      Token sign = peek();
      if (sign.is("*") || sign.is("/") || sign.is("@")) {
        next();
        left = operation(sign.offset(), sign.text(), left, factor());
        divided = sign.is("/");
      } else if (startsFactor(sign)) {
        if (divided && !isFraction(left, sign)) {
          throw error(
              sign,
              "a product without a sign after '/' can be read in two ways; write parentheses");
        }
        left = operation(sign.offset(), "*", left, power());
        divided = false;
      } else {
        return left;
      }
    }
  }

  /** 1/2 x and 1/2(x + y): a number, not 1/(2x). */
  private static boolean isFraction(Formula left, Token next) {
    return left.is("/")
        && left.parts().stream().allMatch(part -> part instanceof Numeral)
        && (next.spaced() || next.is("("));
  }

  private boolean startsFactor(Token token) {
    return (BARS.contains(token.text()) && !openBars.contains(token.text()))
        || token.kind() == Kind.NUMBER
        || (token.kind() == Kind.NAME && !WORDS.contains(token.text()))
        || token.is("(")
        || token.is("{")
        || token.is("√")
        || token.is("∑");
  }

  private Formula factor() {
    Token token = peek();
    if (token.is("-")) {
      next();
      return operation(token.offset(), "negate", deeper(this::factor));
    }
    if (token.is("+")) {
      next();
      return deeper(this::factor);
    }
    return power();
  }

  private Formula power() {
    Token first = peek();
    Formula base = postfix();
    Token token = peek();
    if (!token.is("^")) {
      return base;
    }
    int transposition = transposition();
    if (transposition > 0) {
      place += transposition;
      return operation(token.offset(), "T", base);
    }
    next();
    return raised(first.offset(), base, deeper(this::factor));
  }

  /** The number of tokens of ^T or ^{T}, where T is no variable; 0 for another exponent. */
  private int transposition() {
    if (isVariable("T")) {
      return 0;
    }
    boolean braces = peek(1).is("{") && peek(2).isName("T") && peek(3).is("}");
    return braces ? 4 : peek(1).isName("T") ? 2 : 0;
  }

  private Formula raised(int offset, Formula base, Formula exponent) {
    if (base instanceof Name name && name.name().equals("e") && !isVariable("e")) {
      return operation(offset, "exp", exponent);
    }
    return operation(offset, "^", base, exponent);
  }

  private Formula postfix() {
    Token first = peek();
    Formula base = primary();
    while (true) {
      Token token = peek();
      if (token.is(".") && peek(1).isName("T")) {
        next();
        next();
        base = operation(first.offset(), "T", base);
      } else if (token.is("[") && !token.spaced()) {
        base = entry(first.offset(), base);
      } else if (token.kind() == Kind.SUPERSCRIPT) {
        next();
        base = raised(first.offset(), base, superscript(token));
      } else if (token.is("'")) {
        base = primed(base);
      } else if (token.is(".") && peek(1).kind() == Kind.NAME && peek(2).is("(")) {
        next();
        Token method = next();
        if (!isFunction(method.text())) {
          throw unknown(method, "function");
        }
        base = call(method, base);
      } else {
        return base;
      }
    }
  }

  private Formula entry(int offset, Formula base) {
    List<Formula> operands = new ArrayList<>(List.of(base));
    while (peek().is("[") && !peek().spaced()) {
      next();
      do {
        operands.add(formula());
      } while (accept(","));
      expect("]", "after the index");
    }
    return at(offset, new Apply("entry", operands, Axes.NONE));
  }

  /** (u(x)·v(x))', the derivative by the one variable that occurs. */
  private Formula primed(Formula base) {
    Token prime = peek();
    int order = primes();
    List<String> varying =
        base.names().stream()
            .filter(n -> !Vocabulary.isConstant(n) || isVariable(n))
            .flatMap(n -> values.getOrDefault(n, Set.of(n)).stream())
            .distinct()
            .toList();
    if (varying.size() != 1) {
      throw error(
          prime,
          "a prime behind a formula needs one variable in it, not "
              + varying.size()
              + "; write d/dx (…)");
    }
    Formula by = at(prime.offset(), Formula.name(varying.get(0)));
    return at(prime.offset(), new Slope(base, Collections.nCopies(order, by)));
  }

  private int primes() {
    int order = 0;
    while (accept("'")) {
      order++;
    }
    return order;
  }

  private Formula superscript(Token token) {
    String digits = token.text();
    boolean minus = digits.startsWith("-");
    Formula value =
        number(new Token(Kind.NUMBER, minus ? digits.substring(1) : digits, token.offset(), false));
    return minus ? operation(token.offset(), "negate", value) : value;
  }

  private Formula number(Token token) {
    if (!token.text().matches("[^e]{1,1000}(e[+-]?\\d{1,4})?")) {
      throw error(token, "the number is too long or too far from 1");
    }
    BigDecimal value = new BigDecimal(token.text());
    return at(token.offset(), new Numeral(value));
  }

  // ---------------------------------------------------------------- operands

  private Formula primary() {
    Token token = peek();
    if (token.kind() == Kind.NUMBER) {
      next();
      return number(token);
    }
    if (token.kind() == Kind.NAME) {
      return named();
    }
    if (token.is("(") || token.is("{")) {
      next();
      Formula inner = formula();
      if (token.is("(") && peek().is(",")) {
        throw error(peek(), "a list of numbers is written with brackets: [a, b]");
      }
      expect(token.is("(") ? ")" : "}", "to close the one at column " + column(token));
      return inner;
    }
    if (token.is("[")) {
      next();
      List<Formula> items = arguments("]");
      if (items.isEmpty()) {
        throw error(token, "an empty list has no shape");
      }
      return at(token.offset(), new Apply("list", items, Axes.NONE));
    }
    if (BARS.contains(token.text())) {
      next();
      openBars.add(token.text());
      Formula inner = formula();
      openBars.remove(openBars.size() - 1);
      expect(token.text(), "to close the one at column " + column(token));
      return operation(token.offset(), token.is("|") ? "abs" : "norm", inner);
    }
    if (token.is("√")) {
      next();
      return operation(token.offset(), "sqrt", deeper(this::power));
    }
    if (token.is("∑")) {
      next();
      return peek().is("(")
          ? call(new Token(Kind.NAME, "sum", token.offset(), true), null)
          : operation(token.offset(), "sum", deeper(this::product));
    }
    if (token.is("∇")) {
      next();
      return gradient(token);
    }
    throw error(token, "expected a number, a name or '(', but found " + shown(token));
  }

  private int column(Token token) {
    return error(token, "").column();
  }

  private Formula named() {
    Token token = next();
    String text = token.text();
    while (MODULES.contains(text) && peek().is(".") && peek(1).kind() == Kind.NAME) {
      next();
      token = next();
      text = token.text();
    }
    if (text.equals("frac") || text.equals("dfrac") || text.equals("tfrac")) {
      return fraction(token);
    }
    if (text.equals("sqrt") && peek().is("[")) {
      next();
      Formula degree = formula();
      expect("]", "after the degree of the root");
      Formula inverse = operation(token.offset(), "/", Formula.numeral(1), degree);
      return operation(token.offset(), "^", primary(), inverse);
    }
    token = subscripted(token);
    text = token.text();
    if (!isVariable(text) && !functions.containsKey(text)) {
      Formula derivative = derivative(token);
      if (derivative != null) {
        return derivative;
      }
      if (text.equals("grad")) {
        return gradient(token);
      }
    }
    if (isFunction(text)) {
      return function(token);
    }
    if (peek().is("'") && !isVariable(text)) {
      throw unknown(token, "function");
    }
    if (peek().is("(") && !isVariable(text) && !peek().spaced()) {
      if (splits(token, functionsFirst())) {
        return split(token);
      }
      throw unknown(token, "function");
    }
    return variable(token);
  }

  /** x_{1} and x_i of LaTeX as the name x_1. */
  private Token subscripted(Token token) {
    if (!peek().is("_") || !(peek(1).is("{") || peek(1).kind() != Kind.SIGN)) {
      return token;
    }
    next();
    boolean braces = accept("{");
    StringBuilder name = new StringBuilder(token.text()).append('_');
    do {
      Token part = next();
      if (part.kind() != Kind.NAME && part.kind() != Kind.NUMBER) {
        throw error(part, "expected a subscript, but found " + shown(part));
      }
      name.append(part.text());
    } while (braces && !peek().is("}"));
    if (braces) {
      expect("}", "after the subscript");
    }
    return new Token(Kind.NAME, name.toString(), token.offset(), token.spaced());
  }

  private Formula variable(Token token) {
    String text = token.text();
    if (isVariable(text) || Vocabulary.isConstant(text)) {
      return at(token.offset(), Formula.name(text));
    }
    if (splits(token, variables)) {
      return split(token);
    }
    List<String> known = new ArrayList<>(variables);
    known.addAll(functions.keySet());
    known.addAll(Vocabulary.names());
    if (Names.nearest(text, known).isPresent() && !Vocabulary.isLetter(text)) {
      throw unknown(token, "name");
    }
    undeclared.add(text);
    return at(token.offset(), Formula.name(text));
  }

  private Set<String> functionsFirst() {
    Set<String> all = new LinkedHashSet<>(variables);
    all.addAll(functions.keySet());
    return all;
  }

  /**
   * Whether a name of several letters is a product: of known ones, as xy, or, in LaTeX and behind a
   * number, of ones that stand alone elsewhere, as 2λw.
   */
  private boolean splits(Token token, Set<String> known) {
    int before = token.offset() - 1;
    boolean mathematics =
        source.indexOf('\\') >= 0 || (before >= 0 && Lexer.isDigit(source.charAt(before)));
    return token.text().length() > 1
        && token
            .text()
            .chars()
            .mapToObj(c -> String.valueOf((char) c))
            .allMatch(
                c ->
                    known.contains(c)
                        || (mathematics && (Vocabulary.isConstant(c) || alone.contains(c))));
  }

  /** Puts the letters of a name back as names of their own, and reads their product. */
  private Formula split(Token token) {
    place--;
    tokens.remove(place);
    for (int i = token.text().length() - 1; i >= 0; i--) {
      String letter = token.text().substring(i, i + 1);
      tokens.add(place, new Token(Kind.NAME, letter, token.offset() + i, i == 0));
    }
    return postfix();
  }

  private SyntaxException unknown(Token token, String what) {
    List<String> known = new ArrayList<>(what.equals("function") ? List.of() : variables);
    known.addAll(functions.keySet());
    known.addAll(Vocabulary.names());
    String nearest =
        Names.nearest(token.text(), known)
            .map(name -> "; did you mean " + name + "?")
            .orElse(
                what.equals("function")
                    ? "; define it first: " + token.text() + "(x) = …"
                    : "; declare it first: " + token.text() + ": scalar");
    return error(token, "the " + what + " " + token.text() + " is not known" + nearest);
  }

  // ---------------------------------------------------------------- functions

  /** f(x), f'(x), sin^2(x), sin²x, and sin x in LaTeX. */
  private Formula function(Token token) {
    int order = primes();
    Formula exponent = null;
    if (peek().kind() == Kind.SUPERSCRIPT) {
      exponent = superscript(next());
    } else if (peek().is("^") && startsExponentOfFunction()) {
      next();
      exponent = peek().is("{") ? primary() : number(next());
    }
    Formula value;
    if (peek().is("(") || peek().is("{")) {
      int before = bare.getOrDefault(token.text(), 0);
      int start = place;
      value = order > 0 ? prime(token, order) : call(token, null);
      if (bare.getOrDefault(token.text(), 0) > before) {
        // f(1 - f) speaks of f as of a number: it is a product.
        place = start;
        value = atItsParameters(token, order);
      }
    } else if (functions.containsKey(token.text())) {
      value = atItsParameters(token, order);
    } else if (startsFactor(peek())) {
      checkOperands(token, 1, false);
      Formula operand = deeper(this::power);
      value =
          order > 0
              ? at(token.offset(), new Prime(token.text(), order, operand))
              : operation(token.offset(), token.text(), operand);
    } else {
      throw error(peek(), "expected '(' after " + token.text() + ", but found " + shown(peek()));
    }
    return exponent == null ? value : operation(token.offset(), "^", value, exponent);
  }

  /** A function without arguments, as f in f(1 - f). */
  private Formula atItsParameters(Token token, int order) {
    bare.merge(token.text(), 1, Integer::sum);
    List<Formula> parameters = new ArrayList<>();
    for (String parameter : functions.getOrDefault(token.text(), List.of())) {
      parameters.add(at(token.offset(), Formula.name(parameter)));
    }
    if (order > 0 && parameters.size() != 1) {
      throw severalArguments(token);
    }
    return at(
        token.offset(),
        order > 0
            ? new Prime(token.text(), order, parameters.get(0))
            : new Apply(token.text(), parameters, Axes.NONE));
  }

  private SyntaxException severalArguments(Token token) {
    return error(
        token,
        "a prime needs a function of one argument; write d"
            + token.text()
            + "/dx for one of several");
  }

  private boolean startsExponentOfFunction() {
    Token after = peek(1);
    return after.kind() == Kind.NUMBER || after.is("{");
  }

  private Formula prime(Token token, int order) {
    boolean brace = peek().is("{");
    next();
    List<Formula> arguments = arguments(brace ? "}" : ")");
    if (arguments.size() != 1) {
      throw severalArguments(token);
    }
    checkOperands(token, 1, false);
    return at(token.offset(), new Prime(token.text(), order, arguments.get(0)));
  }

  private Formula call(Token token, @Nullable Formula self) {
    String name = token.text();
    boolean brace = peek().is("{");
    next();
    List<Formula> operands = new ArrayList<>();
    if (self != null) {
      operands.add(self);
    }
    List<Integer> axes = new ArrayList<>();
    boolean keep = false;
    if (!peek().is(brace ? "}" : ")")) {
      do {
        if (peek().kind() == Kind.NAME && peek(1).is("=")) {
          Token keyword = next();
          next();
          switch (keyword.text()) {
            case "axis", "dim" -> axes(axes);
            case "keepdims", "keepdim" -> keep = next().isName("True");
            default ->
                throw error(
                    keyword,
                    name + " has no option " + keyword.text() + "; axis and keepdims are known");
          }
        } else {
          operands.add(formula());
        }
      } while (accept(","));
    }
    expect(brace ? "}" : ")", "to close the arguments of " + name);
    checkOperands(token, operands.size(), !axes.isEmpty());
    return at(token.offset(), new Apply(name, operands, new Axes(axes, keep)));
  }

  private void checkOperands(Token function, int operands, boolean axes) {
    String name = function.text();
    List<String> parameters = functions.get(name);
    String problem =
        parameters == null
            ? Vocabulary.problem(name, operands, axes)
            : parameters.size() == operands
                ? null
                : name + " has " + parameters.size() + " parameters, but was given " + operands;
    if (problem != null) {
      throw error(function, problem);
    }
  }

  private void axes(List<Integer> axes) {
    boolean several = accept("(");
    do {
      boolean minus = accept("-");
      Token number = next();
      if (number.kind() != Kind.NUMBER || !number.text().matches("\\d{1,2}")) {
        throw error(number, "expected the number of an axis, but found " + shown(number));
      }
      int axis = Integer.parseInt(number.text());
      axes.add(minus ? -axis : axis);
    } while (several && accept(","));
    if (several) {
      expect(")", "after the axes");
    }
  }

  private List<Formula> arguments(String close) {
    List<Formula> arguments = new ArrayList<>();
    if (!accept(close)) {
      do {
        arguments.add(formula());
      } while (accept(","));
      expect(close, "at the end of the list");
    }
    return arguments;
  }

  // ---------------------------------------------------------------- derivatives

  private Formula gradient(Token token) {
    Token name = peek();
    if (name.kind() != Kind.NAME) {
      boolean parenthesis = name.is("(");
      if (!parenthesis) {
        throw error(name, "expected a function after grad, but found " + shown(name));
      }
    }
    Formula of = target(() -> deeper(this::postfix));
    return at(token.offset(), new Slope(of, List.of()));
  }

  /** A function's name as the name, whatever follows; other formulas as they are. */
  private Formula target(Supplier<Formula> otherwise) {
    Token token = peek();
    if (token.kind() == Kind.NAME && functions.containsKey(token.text())) {
      next();
      Formula name = at(token.offset(), Formula.name(token.text()));
      if (peek().is("(")) {
        next();
        List<Formula> arguments = arguments(")");
        return at(token.offset(), new Apply(token.text(), arguments, Axes.NONE));
      }
      return name;
    }
    return otherwise.get();
  }

  /** d/dx (…), df/dx, ∂L/∂W, d²f/dx², where the token may begin one; otherwise null. */
  private @Nullable Formula derivative(Token token) {
    String text = token.text();
    if (!text.startsWith("d") && !text.startsWith("∂")) {
      return null;
    }
    int start = place;
    String rest = text.substring(1);
    int order = 1;
    if (rest.isEmpty()) {
      order = exponent();
    } else if (rest.matches("[2-9].+") && !isVariable(rest)) {
      order = rest.charAt(0) - '0';
      rest = rest.substring(1);
    }
    Formula of = null;
    if (!rest.isEmpty()) {
      of = at(token.offset() + text.length() - rest.length(), Formula.name(rest));
    } else if (!peek().is("/") && peek().kind() == Kind.NAME) {
      Token name = next();
      of = at(name.offset(), Formula.name(name.text()));
    }
    if (of != null && peek().is("[")) {
      of = entry(token.offset(), of);
    }
    if (of instanceof Name name && functions.containsKey(name.name()) && peek().is("(")) {
      next();
      of = at(token.offset(), new Apply(name.name(), arguments(")"), Axes.NONE));
    }
    List<Formula> by = accept("/") ? differentials(order) : null;
    if (by == null || (of instanceof Name name && !isKnown(name.name()))) {
      place = start;
      return null;
    }
    return at(token.offset(), new Slope(of != null ? of : operand(), by));
  }

  private boolean isKnown(String name) {
    return isVariable(name) || functions.containsKey(name);
  }

  /** The operand of d/dx: a group in parentheses, or all up to the next + or -. */
  private Formula operand() {
    if (peek().is("(") || peek().is("{") || peek().is("[")) {
      return deeper(this::postfix);
    }
    return deeper(this::product);
  }

  private int exponent() {
    Token token = peek();
    if (token.kind() == Kind.SUPERSCRIPT && token.text().matches("[1-9]")) {
      return Integer.parseInt(next().text());
    }
    if (token.is("^") && peek(1).kind() == Kind.NUMBER && peek(1).text().matches("[1-9]")) {
      next();
      return Integer.parseInt(next().text());
    }
    if (token.is("^") && peek(1).is("{") && peek(2).text().matches("[1-9]") && peek(3).is("}")) {
      next();
      next();
      int order = Integer.parseInt(next().text());
      next();
      return order;
    }
    return 1;
  }

  /** dx, dx², dx dy, ∂x∂y: as many names as the order says; null if this is not that. */
  private @Nullable List<Formula> differentials(int order) {
    List<Formula> by = new ArrayList<>();
    boolean parentheses = accept("(");
    while (by.size() < order && peek().kind() == Kind.NAME) {
      Token token = next();
      String text = token.text();
      if (!text.startsWith("d") && !text.startsWith("∂")) {
        return null;
      }
      if (text.length() == 1 && peek().kind() == Kind.NAME) {
        token = next();
        text = "d" + token.text();
      }
      if (order > 1 && !isVariable(text.substring(1))) {
        int offset = token.offset();
        (text.startsWith("∂") ? PARTIALS : DIFFERENTIALS)
            .splitAsStream(text.substring(1))
            .forEach(one -> by.add(at(offset, Formula.name(one))));
        if (text.matches(".+\\d") && !isVariable(text.substring(1)) && by.size() == 1) {
          by.set(0, at(token.offset(), Formula.name(text.substring(1, text.length() - 1))));
        }
      } else if (text.length() > 1) {
        Token plain =
            subscripted(new Token(Kind.NAME, text.substring(1), token.offset() + 1, false));
        by.add(at(plain.offset(), Formula.name(plain.text())));
      } else {
        return null;
      }
      Formula last = by.get(by.size() - 1);
      if (peek().is("[") && !peek().spaced()) {
        by.set(by.size() - 1, entry(token.offset(), last));
      }
      int repeated = exponent();
      for (int k = 1; k < repeated; k++) {
        by.add(last);
      }
    }
    if (order > 1 && by.size() == 1) {
      by.addAll(Collections.nCopies(order - 1, by.get(0)));
    }
    if (parentheses && !accept(")")) {
      return null;
    }
    by.forEach(
        v -> {
          if (v instanceof Name name && !isKnown(name.name())) {
            undeclared.add(name.name());
          }
        });
    return by.size() == order ? by : null;
  }

  /** A fraction of LaTeX, which may be a derivative. */
  private Formula fraction(Token token) {
    int start = place;
    List<Token> above = group();
    List<Token> below = peek().is("{") ? group() : List.of();
    if (isDifferential(above) && isDifferential(below)) {
      // Read again without the braces, with a stroke between.
      tokens.subList(start, place).clear();
      List<Token> flat = new ArrayList<>(joined(above));
      flat.add(new Token(Kind.SIGN, "/", token.offset(), false));
      flat.addAll(joined(below));
      tokens.addAll(start, flat);
      place = start;
      Token first = next();
      Formula derivative = derivative(first);
      if (derivative == null) {
        throw error(token, "this derivative is not understood: write df/dx or d/dx (…)");
      }
      return derivative;
    }
    place = start;
    Formula top = braced();
    Formula bottom = braced();
    return operation(token.offset(), "/", top, bottom);
  }

  /** A group in braces or one token; of a number without braces one digit, as TeX reads it. */
  private Formula braced() {
    Token token = peek();
    if (token.kind() == Kind.NUMBER && token.text().matches("\\d{2,}")) {
      String rest = token.text().substring(1);
      tokens.set(place, new Token(Kind.NUMBER, rest, token.offset() + 1, false));
      return number(new Token(Kind.NUMBER, token.text().substring(0, 1), token.offset(), false));
    }
    return primary();
  }

  private List<Token> group() {
    if (!accept("{")) {
      return List.of(next());
    }
    List<Token> inside = new ArrayList<>();
    int open = 1;
    while (peek().kind() != Kind.END) {
      Token token = next();
      open += token.is("{") ? 1 : token.is("}") ? -1 : 0;
      if (open == 0) {
        return inside;
      }
      inside.add(token);
    }
    throw error(peek(), "expected '}' to close the fraction, but found " + shown(peek()));
  }

  private boolean isDifferential(List<Token> group) {
    if (group.isEmpty() || group.get(0).kind() != Kind.NAME) {
      return false;
    }
    String first = group.get(0).text();
    return (first.startsWith("d") || first.startsWith("∂"))
        && !isVariable(first)
        && group.size() <= 12
        && (first.length() == 1
            ? group.size() == 1 || group.get(1).kind() == Kind.NAME || !group.get(1).is("+")
            : isKnown(first.substring(1)) || first.startsWith("∂") || group.size() <= 2);
  }

  /** d x of LaTeX as dx. */
  private static List<Token> joined(List<Token> group) {
    if (group.size() == 2
        && group.get(0).text().length() == 1
        && group.get(1).kind() == Kind.NAME) {
      Token d = group.get(0);
      return List.of(new Token(Kind.NAME, d.text() + group.get(1).text(), d.offset(), false));
    }
    return group;
  }
}
