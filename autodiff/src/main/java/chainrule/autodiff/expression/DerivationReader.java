package chainrule.autodiff.expression;

import chainrule.autodiff.Shape;
import chainrule.autodiff.expression.Formula.Name;
import chainrule.autodiff.expression.Formula.Slope;
import chainrule.autodiff.expression.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the statements of a derivation. */
final class DerivationReader {
  private static final int MAX_STEPS = 500;
  private static final Set<String> TYPES = Set.of("scalar", "vector", "matrix", "tensor", "real");

  private final Tokens tokens;
  private final Known known;
  private final Parser parser;
  private final Map<String, Definition> definitions = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new LinkedHashMap<>();
  private final List<Claim> claims = new ArrayList<>();
  private final List<Formula> domain = new ArrayList<>();

  /** What a line that begins with = goes on from: a claim, or a definition that has none yet. */
  private @Nullable Claim open;

  private int steps;

  DerivationReader(String source) {
    this.tokens = new Tokens(source);
    this.known = new Known(tokens, this::rank);
    this.parser = new Parser(tokens, known);
  }

  Derivation read() {
    while (tokens.peek().kind() != Kind.END) {
      if (tokens.peek().kind() == Kind.BREAK) {
        tokens.next();
      } else {
        statement();
      }
    }
    claims.removeIf(claim -> claim.steps().isEmpty());
    return derivation(claims);
  }

  private Derivation derivation(List<Claim> all) {
    return new Derivation(
        new Scope(definitions, shapes), all, domain, tokens.source(), tokens.offsets());
  }

  private int rank(Formula formula) {
    if (shapes.values().stream().allMatch(Shape::isScalar)) {
      return 0;
    }
    try {
      return derivation(List.of()).shape(formula).rank();
    } catch (FormulaException none) {
      return 0;
    }
  }

  private void statement() {
    Token first = tokens.peek();
    if (first.is("=")) {
      if (open == null) {
        throw tokens.error(first, "this line goes on from nothing; begin with what it is equal to");
      }
      continued(open);
    } else if (first.isName("for") || (first.isName("where") && !tokens.peek(1).is("("))) {
      tokens.next();
      domain.addAll(conditions());
    } else if (isDeclaration()) {
      declaration();
    } else if (!definition()) {
      claim();
    }
    Token end = tokens.peek();
    if (end.kind() != Kind.BREAK && end.kind() != Kind.END) {
      throw tokens.error(
          end, "expected an operator or the end of the line, but found " + Tokens.shown(end));
    }
  }

  // ---------------------------------------------------------------- declarations and domains

  private boolean isDeclaration() {
    int ahead = 0;
    while (tokens.peek(ahead).kind() == Kind.NAME && tokens.peek(ahead + 1).is(",")) {
      ahead += 2;
    }
    return tokens.peek(ahead).kind() == Kind.NAME && tokens.peek(ahead + 1).is(":");
  }

  private void declaration() {
    List<Token> names = new ArrayList<>();
    do {
      names.add(tokens.next());
    } while (tokens.accept(","));
    tokens.expect(":", "before the type");
    Token type = tokens.next();
    if (!TYPES.contains(type.text())) {
      throw tokens.error(
          type,
          "expected scalar, vector(n) or matrix(m, n), but found "
              + Tokens.shown(type)
              + Names.nearest(type.text(), TYPES).map(t -> "; did you mean " + t + "?").orElse(""));
    }
    List<Integer> sizes = new ArrayList<>();
    if (tokens.accept("(")) {
      do {
        Token size = tokens.next();
        if (size.kind() != Kind.NUMBER || !size.text().matches("[1-9]\\d{0,2}")) {
          throw tokens.error(
              size, "expected a size from 1 to 999, but found " + Tokens.shown(size));
        }
        sizes.add(Integer.parseInt(size.text()));
      } while (tokens.accept(","));
      tokens.expect(")", "after the sizes");
    }
    int rank =
        switch (type.text()) {
          case "vector" -> 1;
          case "matrix" -> 2;
          case "tensor" -> sizes.size();
          default -> 0;
        };
    if (sizes.size() != rank) {
      throw tokens.error(
          type,
          "a "
              + type.text()
              + " has "
              + rank
              + (rank == 1 ? " size" : " sizes")
              + ", not "
              + sizes.size());
    }
    for (Token name : names) {
      shapes.put(name.text(), Shape.of(sizes.stream().mapToInt(i -> i).toArray()));
      known.declare(name.text());
    }
  }

  private List<Formula> conditions() {
    List<Formula> conditions = new ArrayList<>();
    do {
      if (tokens.peek().isName("all")) {
        tokens.next();
      }
      Token start = tokens.peek();
      Formula condition = parser.formula();
      if (condition instanceof Name && tokens.peek().isName("in")) {
        conditions.addAll(interval(condition));
      } else if (condition.is("<")
          || condition.is("<=")
          || condition.is(">")
          || condition.is(">=")
          || condition.is("!=")
          || condition.is("==")
          || condition.is("*")) {
        conditions.add(condition);
      } else {
        throw tokens.error(start, "expected a condition such as x > 0");
      }
    } while (tokens.accept(",") || acceptAnd());
    return conditions;
  }

  private boolean acceptAnd() {
    if (tokens.peek().isName("and")) {
      tokens.next();
      return true;
    }
    return false;
  }

  /** x in (0, 1]. */
  private List<Formula> interval(Formula variable) {
    tokens.next();
    Token open = tokens.next();
    if (!open.is("(") && !open.is("[")) {
      throw tokens.error(
          open, "expected an interval such as (0, 1), but found " + Tokens.shown(open));
    }
    Formula low = parser.formula();
    if (!tokens.accept(",")) {
      throw tokens.error(tokens.peek(), "expected ',' between the ends of the interval");
    }
    Formula high = parser.formula();
    Token close = tokens.next();
    if (!close.is(")") && !close.is("]")) {
      throw tokens.error(
          close, "expected ')' or ']' after the interval, but found " + Tokens.shown(close));
    }
    return List.of(
        Formula.apply(open.is("(") ? ">" : ">=", variable, low),
        Formula.apply(close.is(")") ? "<" : "<=", variable, high));
  }

  // ---------------------------------------------------------------- definitions and claims

  /** Reads a definition if this is one. */
  private boolean definition() {
    Token name = tokens.peek();
    if (name.kind() != Kind.NAME || definitions.containsKey(name.text())) {
      return false;
    }
    List<String> parameters = new ArrayList<>();
    int ahead = 1;
    if (tokens.peek(1).is("(")) {
      ahead = 2;
      while (tokens.peek(ahead).kind() == Kind.NAME) {
        parameters.add(tokens.peek(ahead).text());
        ahead++;
        if (!tokens.peek(ahead).is(",")) {
          break;
        }
        ahead++;
      }
      if (!tokens.peek(ahead).is(")") || parameters.isEmpty()) {
        return false;
      }
      ahead++;
    }
    if (!tokens.peek(ahead).is("=")) {
      return false;
    }
    if (parameters.isEmpty() && isJacobian(name)) {
      return false;
    }
    checkNames(name, parameters);
    for (int k = 0; k < ahead; k++) {
      tokens.next();
    }
    tokens.next();
    parameters.forEach(known::declare);
    int start = tokens.peek().offset();
    known.begin(name.text());
    Formula body = parser.formula();
    int line = SyntaxException.line(tokens.source(), name.offset());
    Definition defined = new Definition(name.text(), parameters, body, line);
    define(defined);
    if (new Scope(definitions, shapes).isCircular(defined)) {
      throw tokens.error(name, name.text() + " is defined by itself");
    }
    String text = text(name.offset(), start);
    checkShape(name, defined);
    chain(new Claim(defined.at(), text, List.of(), List.of(), List.of()));
    return true;
  }

  /** A name is either a function or a number. */
  private void checkNames(Token name, List<String> parameters) {
    for (String parameter : parameters) {
      Definition definition = definitions.get(parameter);
      if (parameter.equals(name.text()) || (definition != null && definition.isFunction())) {
        throw tokens.error(name, parameter + " cannot be a parameter: it is a function");
      }
    }
    if (!parameters.isEmpty() && known.isVariable(name.text())) {
      throw tokens.error(name, name.text() + " is a variable above; a function needs another name");
    }
  }

  private void define(Definition definition) {
    definitions.put(definition.name(), definition);
    if (definition.isFunction()) {
      known.defineFunction(definition.name(), definition.parameters());
    } else {
      known.defineValue(
          definition.name(), new Scope(definitions, shapes).variables(definition.at()));
    }
  }

  /** Evaluates once, so that shapes that do not fit are found where they stand. */
  private void checkShape(Token name, Definition definition) {
    Derivation so = derivation(List.of());
    @Nullable Shape declared = shapes.get(definition.name());
    try {
      Shape shape = so.shape(definition.at());
      if (declared != null && !definition.isFunction() && !declared.equals(shape)) {
        throw tokens.error(
            name,
            name.text() + " is declared as " + declared + ", but its formula has shape " + shape);
      }
    } catch (FormulaException failed) {
      throw so.error(failed);
    }
  }

  /** Whether J is the Jacobian of the last array that was defined; if so, defines it. */
  private boolean isJacobian(Token name) {
    String text = name.text();
    if (known.isVariable(text) || !(text.equals("J") || text.startsWith("J_"))) {
      return false;
    }
    Definition last = null;
    for (Definition definition : definitions.values()) {
      boolean named = text.equals("J") || text.substring(2).equals(definition.name());
      if (named && !derivation(List.of()).shape(definition.at()).isScalar()) {
        last = definition;
      }
    }
    if (last == null) {
      return false;
    }
    int line = SyntaxException.line(tokens.source(), name.offset());
    Definition jacobian = new Definition(text, List.of(), new Slope(last.at(), List.of()), line);
    define(jacobian);
    if (new Scope(definitions, shapes).isCircular(jacobian)) {
      throw tokens.error(name, last.name() + " uses " + text + ", which is its Jacobian");
    }
    return true;
  }

  private void claim() {
    Token first = tokens.peek();
    if (first.kind() == Kind.NAME) {
      isJacobian(first);
    }
    Formula target = parser.formula();
    if (!tokens.peek().is("=")) {
      throw tokens.error(
          tokens.peek(),
          "expected '=' and what it is equal to, but found " + Tokens.shown(tokens.peek()));
    }
    String text = text(first.offset(), tokens.peek().offset());
    checkEvaluation(target);
    chain(new Claim(target, text, List.of(), List.of(), indices(target)));
  }

  private void checkEvaluation(Formula target) {
    Derivation so = derivation(List.of());
    if (indices(target).isEmpty()) {
      try {
        so.shape(target);
      } catch (FormulaException failed) {
        throw so.error(failed);
      }
    }
  }

  /** Undeclared names in the places of entries stand for all indices. */
  private List<Claim.Index> indices(Formula target) {
    List<Claim.Index> indices = new ArrayList<>();
    try {
      collect(target, indices);
    } catch (FormulaException failed) {
      throw derivation(List.of()).error(failed);
    }
    return indices;
  }

  private void collect(Formula formula, List<Claim.Index> indices) {
    if (formula.is("entry")) {
      List<Formula> operands = formula.parts();
      int[] sizes = derivation(List.of()).shape(operands.get(0)).sizes();
      for (int k = 1; k < operands.size() && k <= sizes.length; k++) {
        if (operands.get(k) instanceof Name name
            && !definitions.containsKey(name.name())
            && !shapes.containsKey(name.name())
            && indices.stream().noneMatch(i -> i.name().equals(name.name()))) {
          indices.add(new Claim.Index(name.name(), sizes[k - 1]));
        }
      }
    }
    formula.parts().forEach(part -> collect(part, indices));
  }

  private void chain(Claim claim) {
    claims.add(claim);
    open = claim;
    continued(claim);
  }

  /** Reads = formula = formula … for conditions, and adds it to the last claim. */
  private void continued(Claim claim) {
    List<Claim.Step> all = new ArrayList<>(claim.steps());
    List<Formula> conditions = new ArrayList<>(claim.conditions());
    while (tokens.accept("=")) {
      Token start = tokens.peek();
      Formula formula = parser.formula();
      if (++steps > MAX_STEPS) {
        throw tokens.error(start, "more than " + MAX_STEPS + " formulas in one derivation");
      }
      String text = text(start.offset(), tokens.peek().offset());
      all.add(new Claim.Step(formula, text, SyntaxException.line(tokens.source(), start.offset())));
    }
    if (tokens.peek().isName("for") || tokens.peek().isName("if")) {
      tokens.next();
      conditions.addAll(conditions());
    }
    Claim longer = new Claim(claim.target(), claim.text(), all, conditions, claim.indices());
    claims.set(claims.size() - 1, longer);
    open = longer;
  }

  private String text(int from, int to) {
    String text = tokens.source().substring(from, Math.max(from, to));
    text = text.replaceAll("[#%][^\n\r]*", "").strip();
    while (text.endsWith("=") || text.endsWith(";")) {
      text = text.substring(0, text.length() - 1).strip();
    }
    return text.replaceAll("\\s+", " ");
  }
}
