package dev.lamina.runtime;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parameters of a model, or as many floats with the same layout, as gradients are: one flat array with named views.
 *
 * <p>Threads may share an object as long as none of them writes. What crosses this class's borders is in PyTorch's order;
 * the layout of {@link #values()} is the compiler's choice.
 */
public final class Parameters {

    private final String model;
    private final float[] values;
    private final Map<String, TensorView> views = new LinkedHashMap<>();

    /**
     * Parameters of zero.
     *
     * @param model the model's name
     * @param floats the length of the flat array, padding included
     */
    public Parameters(String model, int floats, TensorView... views) {
        this.model = model;
        this.values = new float[floats];
        for (TensorView view : views) {
            if (view.last() >= floats) {
                throw new IllegalArgumentException(
                        view + " reaches position " + view.last() + ", but " + model + " has " + floats + " floats");
            }
            if (this.views.put(view.name(), view) != null) {
                throw new IllegalArgumentException(model + " has two parameters named " + view.name());
            }
        }
    }

    /** The model's name. */
    public String model() {
        return model;
    }

    /** The flat array; not a copy. */
    public float[] values() {
        return values;
    }

    /** The parameters in the model's order. */
    public List<TensorView> views() {
        return List.copyOf(views.values());
    }

    /** The view of the parameter with this name. */
    public TensorView view(String name) {
        TensorView view = views.get(name);
        if (view == null) {
            throw new IllegalArgumentException(
                    model + " has no parameter " + name + "; it has " + String.join(", ", views.keySet()));
        }
        return view;
    }

    /** A copy of one parameter, in row-major order of its shape. */
    public float[] get(String name) {
        TensorView view = view(name);
        float[] dense = new float[view.size()];
        view.copyOut(values, dense);
        return dense;
    }

    /** Replaces one parameter, given in row-major order of its shape. */
    public void set(String name, float[] dense) {
        view(name).copyIn(dense, values);
    }

    /** Gives every parameter its initial values, by the rules of the views. */
    public void initialize(long seed) {
        for (TensorView view : views.values()) {
            view.copyIn(view.initializer().values(view.name(), view.shape(), view.size(), seed), values);
        }
    }

    /** Zeros with the same layout, for gradients. */
    public Parameters zeros() {
        return new Parameters(model, values.length, views.values().toArray(new TensorView[0]));
    }
}
