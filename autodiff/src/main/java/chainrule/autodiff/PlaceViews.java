package chainrule.autodiff;

import chainrule.autodiff.real.Real;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Places parts into a tensor of zeros, adding where they overlap: the transpose of reading,
 * padding, concatenation and stacking.
 */
final class PlaceViews extends Linear {
  private final Shape whole;
  private final List<View> views;

  PlaceViews(String name, Shape whole, List<View> views) {
    super(name);
    this.whole = whole;
    this.views = views;
  }

  @Override
  List<Object> parameters() {
    return List.of(whole, views);
  }

  @Override
  List<Shape> inputShapes(List<Shape> given) {
    return views.stream().map(View::part).toList();
  }

  static PlaceViews read(String name, GraphReader in) {
    Shape whole = in.shape();
    List<View> views = in.list(in::view);
    if (!views.stream().allMatch(view -> view.whole().equals(whole))) {
      throw in.error("views of something else than " + whole + " are placed there");
    }
    return new PlaceViews(name, whole, views);
  }

  @Override
  Object key() {
    return List.of(PlaceViews.class, views);
  }

  List<View> views() {
    return views;
  }

  @Override
  Shape shape(Shape... inputs) {
    return whole;
  }

  @Override
  Tensor evaluate(Tensor[] inputs) {
    double[] out = new double[whole.count()];
    for (int k = 0; k < inputs.length; k++) {
      views.get(k).place(inputs[k].elements(name()), out);
    }
    return Array.owning(whole, out);
  }

  @Override
  Real[] precise(Shape[] shapes, Real[][] inputs, Shape output) {
    Real[] out = new Real[whole.count()];
    Real zero = firstOf(inputs).number(0);
    Arrays.fill(out, zero);
    for (int k = 0; k < inputs.length; k++) {
      View view = views.get(k);
      Real[] part = new Real[view.part().count()];
      view.read(out, part);
      for (int i = 0; i < part.length; i++) {
        part[i] = part[i].add(inputs[k][i]);
      }
      view.write(part, out);
    }
    return out;
  }

  private static Real firstOf(Real[][] inputs) {
    for (Real[] input : inputs) {
      if (input.length > 0) {
        return input[0];
      }
    }
    throw new UsageException("precise arithmetic: placing parts that are all empty");
  }

  @Override
  Tensor batched(int size, Tensor[] inputs, boolean[] batched) {
    Tensor[] parts = inputs.clone();
    for (int k = 0; k < parts.length; k++) {
      parts[k] = batched[k] ? parts[k] : Operations.expand(parts[k], 0, size);
    }
    List<View> all = views.stream().map(view -> Batch.view(size, view)).toList();
    return new PlaceViews(name(), whole.inserted(0, size), all).apply(parts);
  }

  @Override
  Tensor transpose(int input, Tensor[] inputs, Tensor cotangent) {
    return new ReadView(name() + "ᵀ", views.get(input)).apply(cotangent);
  }

  @Override
  @Nullable Tensor forward(Tensor[] inputs, Tensor output, @Nullable Tensor[] tangents) {
    List<View> varying = new ArrayList<>();
    List<Tensor> parts = new ArrayList<>();
    for (int k = 0; k < tangents.length; k++) {
      Tensor tangent = tangents[k];
      if (tangent != null) {
        varying.add(views.get(k));
        parts.add(tangent);
      }
    }
    return new PlaceViews(name(), whole, varying).apply(parts.toArray(new Tensor[0]));
  }

  @Override
  String text(String... operands) {
    return name() + "(" + String.join(", ", operands) + ", " + whole + ")";
  }
}
