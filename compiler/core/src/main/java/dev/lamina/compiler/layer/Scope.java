package dev.lamina.compiler.layer;

/** One use of a layer in a graph: where the layer finds its parameters and puts its operations. */
public interface Scope {
    /** Adds an operation on these operands. {@code role} tells several of a layer apart: {@code "product"}. */
    Value add(String role, Operation operation, Value... operands);

    /** The layer's parameter of this name. */
    Value parameter(String name);

    /** Says that {@code gradient} is the gradient of the layer's parameter {@code name}. */
    void gradient(String name, Value gradient);

    /** Keeps a value of the forward direction for the backward one. */
    void keep(String name, Value value);

    /** A value kept. */
    Value kept(String name);

    /** The shape the layer takes. */
    Shape in();

    /** Whether the graph is for training: dropout drops. */
    boolean training();

    /** A number for a stream of random numbers that no other layer draws from. */
    int stream();
}
