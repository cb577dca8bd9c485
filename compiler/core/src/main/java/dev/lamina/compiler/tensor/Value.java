package dev.lamina.compiler.tensor;

/** An operand or result of a node: a tensor that is written once. Values with the same number are equal. */
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
