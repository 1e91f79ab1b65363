package chainrule.autodiff;

import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * Parameters of any form: a tensor, a record, list or map of parameters. A function on the tensors
 * gives a tree of the same form. Maps are walked in the order of their sorted keys, and come out in
 * it. Lists and maps come out immutable, but for {@code ArrayList}, {@code HashMap}, {@code
 * LinkedHashMap}, {@code TreeMap} and {@code EnumMap}, which parameters may be declared as.
 */
public final class Trees {
  /** What a tree is called in messages, unless it is said. */
  static final String PARAMETERS = "the parameters";

  private Trees() {}

  /** Applies a function to every tensor. */
  public static <P> P map(P tree, UnaryOperator<Tensor> f) {
    return map(PARAMETERS, tree, f);
  }

  /** As {@link #map}, with what the tree is called in messages. */
  @SuppressWarnings("unchecked") // rebuild keeps the form, so the result has the type of the tree
  static <P> P map(String called, P tree, UnaryOperator<Tensor> f) {
    return (P) rebuild(tree, tree, called, (a, b) -> f.apply(a));
  }

  /**
   * Applies a function to the tensors of two trees place by place.
   *
   * @throws UsageException if the trees differ in form
   */
  public static <P> P zip(P first, P second, BinaryOperator<Tensor> f) {
    return zip(PARAMETERS, first, second, f);
  }

  /** As {@link #zip}, with what the trees are called in messages. */
  @SuppressWarnings("unchecked") // rebuild keeps the form, so the result has the type of the tree
  static <P> P zip(String called, P first, P second, BinaryOperator<Tensor> f) {
    return (P) rebuild(first, second, called, f);
  }

  /** The sum of the products of all entries of two trees, a scalar. */
  public static <P> Tensor dot(P first, P second) {
    List<Tensor> sums = new ArrayList<>();
    rebuild(
        first,
        second,
        PARAMETERS,
        (a, b) -> {
          sums.add(Operations.sum(Operations.multiply(a, b)));
          return a;
        });
    return sums.stream().reduce(Operations::add).orElse(Scalar.ZERO);
  }

  /** The tensors in order. */
  public static <P> List<Tensor> leaves(P tree) {
    return leaves(PARAMETERS, tree);
  }

  /** As {@link #leaves}, with what the tree is called in messages. */
  static <P> List<Tensor> leaves(String called, P tree) {
    return leaves(called, tree, tree);
  }

  /**
   * As {@link #leaves}, of a tree that must have the form of another.
   *
   * @throws UsageException if the trees differ in form
   */
  static <P> List<Tensor> leaves(String called, P form, P tree) {
    List<Tensor> leaves = new ArrayList<>();
    rebuild(
        form,
        tree,
        called,
        (a, b) -> {
          leaves.add(b);
          return a;
        });
    return List.copyOf(leaves);
  }

  private static Object rebuild(
      Object first, Object second, String path, BinaryOperator<Tensor> f) {
    if (first == null || second == null) {
      throw new UsageException(path + is(path) + "null");
    }
    if (first instanceof Tensor a && second instanceof Tensor b) {
      Tensor result = f.apply(a, b);
      if (result == null) {
        throw new UsageException(path + ": the function returned null; return a tensor");
      }
      return result;
    }
    if (first instanceof Record && first.getClass() == second.getClass()) {
      return FIELDS.get(first.getClass()).rebuild(first, second, path, f);
    }
    if (first instanceof List<?> a && second instanceof List<?> b) {
      if (a.size() != b.size()) {
        throw new UsageException(
            path + ": lists of " + a.size() + " and " + b.size() + " elements");
      }
      List<Object> result = new ArrayList<>(a.size());
      for (int i = 0; i < a.size(); i++) {
        result.add(rebuild(a.get(i), b.get(i), path + "[" + i + "]", f));
      }
      return a instanceof ArrayList ? result : List.copyOf(result);
    }
    if (first instanceof Map<?, ?> a && second instanceof Map<?, ?> b) {
      return rebuild(a, b, path, f);
    }
    if (isTree(first) && isTree(second)) {
      throw new UsageException(path + ": a " + kind(first) + " beside a " + kind(second));
    }
    throw new UsageException(
        path
            + is(path)
            + "a "
            + kind(isTree(first) ? second : first)
            + "; parameters are made of Tensor, records, lists and maps. Pass a number as"
            + " scalar(…), and keep what is not to be differentiated outside the parameters");
  }

  private static String is(String path) {
    return path.equals(PARAMETERS) ? " are " : " is ";
  }

  private static String kind(Object object) {
    return object instanceof Tensor ? "Tensor" : object.getClass().getTypeName();
  }

  private static boolean isTree(Object object) {
    return object instanceof Tensor
        || object instanceof Record
        || object instanceof List
        || object instanceof Map;
  }

  @SuppressWarnings("unchecked") // the keys are only compared, by the map's own order
  private static Object rebuild(Map<?, ?> a, Map<?, ?> b, String path, BinaryOperator<Tensor> f) {
    if (!a.keySet().equals(b.keySet())) {
      throw new UsageException(path + ": maps with keys " + a.keySet() + " and " + b.keySet());
    }
    Map<Object, Object> sorted;
    try {
      sorted =
          a instanceof SortedMap<?, ?> inOrder
              ? new TreeMap<Object, Object>((SortedMap<Object, ?>) inOrder)
              : new TreeMap<>(a);
    } catch (ClassCastException | NullPointerException notSorted) {
      throw new UsageException(
          path
              + ": a map of parameters needs keys of one type with an order, such as String; got "
              + a.keySet());
    }
    Map<Object, Object> result = new LinkedHashMap<>();
    sorted.forEach(
        (key, value) -> {
          Object other = b.get(key);
          if (value == null || other == null) {
            throw new UsageException(path + "[" + key + "] is null");
          }
          result.put(key, rebuild(value, other, path + "[" + key + "]", f));
        });
    // A parameter may be declared as one of these classes.
    if (a instanceof SortedMap) {
      sorted.putAll(result);
      return sorted;
    }
    if (a instanceof EnumMap) {
      EnumMap<?, Object> copy = ((EnumMap<?, Object>) a).clone();
      copy.replaceAll((key, value) -> result.get(key));
      return copy;
    }
    return a instanceof HashMap ? result : Collections.unmodifiableMap(result);
  }

  private record Fields(
      String type, List<String> names, List<Method> accessors, Constructor<?> constructor) {
    static Fields of(Class<?> type) {
      RecordComponent[] components = type.getRecordComponents();
      List<String> names = new ArrayList<>();
      List<Method> accessors = new ArrayList<>();
      Class<?>[] types = new Class<?>[components.length];
      try {
        for (int i = 0; i < components.length; i++) {
          names.add(components[i].getName());
          Method accessor = components[i].getAccessor();
          accessor.setAccessible(true);
          accessors.add(accessor);
          types[i] = components[i].getType();
        }
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return new Fields(
            type.getSimpleName(), List.copyOf(names), List.copyOf(accessors), constructor);
      } catch (NoSuchMethodException | InaccessibleObjectException e) {
        throw new UsageException(
            "record "
                + type.getName()
                + " cannot be reached: "
                + e.getMessage()
                + "; make it public, or open its package");
      }
    }

    Object rebuild(Object first, Object second, String path, BinaryOperator<Tensor> f) {
      Object[] values = new Object[accessors.size()];
      try {
        for (int i = 0; i < values.length; i++) {
          String inner = path + "." + names.get(i);
          Object a = accessors.get(i).invoke(first);
          Object b = accessors.get(i).invoke(second);
          if (a == null || b == null) {
            throw new UsageException(inner + " of record " + type + " is null");
          }
          values[i] = Trees.rebuild(a, b, inner, f);
        }
        return constructor.newInstance(values);
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new UsageException(
            path + ": record " + type + " refuses its components: " + e.getCause());
      } catch (ReflectiveOperationException | IllegalArgumentException e) {
        throw new UsageException(path + ": record " + type + " cannot be built: " + e.getMessage());
      }
    }
  }

  private static final ClassValue<Fields> FIELDS =
      new ClassValue<>() {
        @Override
        protected Fields computeValue(Class<?> type) {
          return Fields.of(type);
        }
      };
}
