package chainrule.autodiff.expression;

import chainrule.autodiff.expression.Token.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/** The names that a text may use: those it has declared or defined so far, and the vocabulary. */
final class Known {
  private final Tokens tokens;

  /** Names that have been declared or defined, parameters included. */
  private final Set<String> variables = new LinkedHashSet<>();

  /** Functions that have been defined, with their parameters. */
  private final Map<String, List<String>> functions = new HashMap<>();

  /** Values that have been defined, with the variables that they depend on. */
  private final Map<String, Set<String>> values = new HashMap<>();

  /** Letters that stand alone somewhere in the text, also behind d and ∂. */
  private final Set<String> alone = new LinkedHashSet<>();

  /** The name whose formula was begun last; empty if none was. */
  private String begun = "";

  /** The rank of the value of a formula; 0 if it has none. */
  private final ToIntFunction<Formula> rank;

  /** The names of a text of numbers. */
  Known(Tokens tokens) {
    this(tokens, formula -> 0);
  }

  Known(Tokens tokens, ToIntFunction<Formula> rank) {
    this.tokens = tokens;
    this.rank = rank;
    declareLetters(tokens.all());
    for (Token token : tokens.all()) {
      String letter = token.text().replaceFirst("^[d∂](?=.)", "");
      if (token.kind() == Kind.NAME && letter.length() == 1 && !Vocabulary.isFunction(letter)) {
        alone.add(letter);
      }
    }
  }

  /**
   * Greek letters that are names of functions, but have no argument in this text, are variables.
   */
  private void declareLetters(List<Token> all) {
    Set<String> letters = new LinkedHashSet<>();
    Set<String> applied = new LinkedHashSet<>();
    for (int i = 0; i < all.size(); i++) {
      Token token = all.get(i);
      if (token.kind() == Kind.NAME && Vocabulary.isGreekFunction(token.text())) {
        letters.add(token.text());
        if (hasArgument(all, i)) {
          applied.add(token.text());
        }
      }
    }
    letters.removeAll(applied);
    variables.addAll(letters);
  }

  /** Whether a token is followed by primes or a parenthesis, perhaps behind an exponent. */
  private static boolean hasArgument(List<Token> all, int at) {
    int next = at + 1;
    if (all.get(next).kind() == Kind.SUPERSCRIPT) {
      next++;
    } else if (all.get(next).is("^") && all.get(next + 1).kind() == Kind.NUMBER) {
      next += 2;
    }
    return all.get(next).is("(") || all.get(next).is("'");
  }

  // ---------------------------------------------------------------- what the text says

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

  // ---------------------------------------------------------------- questions

  int rank(Formula formula) {
    return rank.applyAsInt(formula);
  }

  boolean isVariable(String name) {
    return variables.contains(name);
  }

  /** Whether a name is a function that the text has defined. */
  boolean isDefinedFunction(String name) {
    return functions.containsKey(name);
  }

  /** Whether the text has declared or defined a name, as a variable or a function. */
  boolean isDefined(String name) {
    return isVariable(name) || isDefinedFunction(name);
  }

  boolean isFunction(String name) {
    return isDefinedFunction(name) || (!isVariable(name) && Vocabulary.isFunction(name));
  }

  boolean isConstant(String name) {
    return !isVariable(name) && Vocabulary.isConstant(name);
  }

  /** The parameters of a function; none for one of the vocabulary. */
  List<String> parameters(String function) {
    return functions.getOrDefault(function, List.of());
  }

  /** The variables that a name depends on: itself, or those of the value that it was given. */
  Set<String> variables(String name) {
    return values.getOrDefault(name, Set.of(name));
  }

  /** Throws an error at a function that does not take so many operands, or no axes. */
  void checkOperands(Token function, int operands, boolean axes) {
    String name = function.text();
    List<String> parameters = functions.get(name);
    String problem =
        parameters == null
            ? Vocabulary.problem(name, operands, axes)
            : parameters.size() == operands
                ? null
                : name + " has " + parameters.size() + " parameters, but was given " + operands;
    if (problem != null) {
      throw tokens.error(function, problem);
    }
  }

  /**
   * Whether a name of several letters is a product: of known ones, as xy, or, in LaTeX and behind a
   * number, of ones that stand alone elsewhere, as 2λw.
   *
   * @param functionsToo whether a letter may be a function that was defined
   */
  boolean splits(Token token, boolean functionsToo) {
    String source = tokens.source();
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
                    isVariable(c)
                        || (functionsToo && isDefinedFunction(c))
                        || (mathematics && (Vocabulary.isConstant(c) || alone.contains(c))));
  }

  // ---------------------------------------------------------------- mistyped names

  /** Whether a name that is not known looks like one that is. */
  boolean isMistyped(String name) {
    return nearest(name, variables).isPresent() && !Vocabulary.isLetter(name);
  }

  private Optional<String> nearest(String name, Set<String> candidates) {
    List<String> known = new ArrayList<>(candidates);
    known.addAll(functions.keySet());
    known.addAll(Vocabulary.names());
    return Names.nearest(name, known);
  }

  SyntaxException unknownName(Token token) {
    return unknown("name", token, variables, ": scalar", "declare");
  }

  /** Begins the formula of a name, which is not known before it ends. */
  void begin(String name) {
    begun = name;
  }

  SyntaxException unknownFunction(Token token) {
    if (token.text().equals(begun) && !functions.containsKey(begun)) {
      return tokens.error(
          token,
          "the function "
              + begun
              + " is not known before its formula ends; end it with a new line or ';', and close"
              + " its parentheses");
    }
    return unknown("function", token, Set.of(), "(x) = …", "define");
  }

  private SyntaxException unknown(
      String what, Token token, Set<String> candidates, String how, String verb) {
    String name = token.text();
    String help =
        nearest(name, candidates)
            .map(near -> "did you mean " + near + "?")
            .orElse(verb + " it first: " + name + how);
    return tokens.error(token, "the " + what + " " + name + " is not known; " + help);
  }
}
