package dev.lamina.compiler.tensor;

/** Two whole numbers, along height and width. */
public record Pair(int height, int width) {
    @Override
    public String toString() {
        return height == width ? "" + height : "(" + height + ", " + width + ")";
    }
}
