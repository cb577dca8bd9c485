package dev.lamina.compiler;

/**
 * A state of a recurrent layer within the row that holds a sample's states: [parts, size] from {@code offset} on.
 *
 * @param layer the layer's label
 * @param name {@code h} or {@code c}
 */
public record StatePart(String layer, String name, int offset, int parts, int size) {
    /** How many floats it takes. */
    public int floats() {
        return parts * size;
    }
}
