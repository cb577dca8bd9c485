package dev.lamina.compiler.tensor;

/** What a node of the graph takes or gives: a tensor that is written once. Two values are the same if their numbers are. */
public record Value(int number, String name, TensorType type) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Value that && number == that.number;
    }

    @Override
    public int hashCode() {
        return number;
    }

    @Override
    public String toString() {
        return name;
    }
}
