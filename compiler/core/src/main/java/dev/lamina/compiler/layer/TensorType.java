package dev.lamina.compiler.layer;

import dev.lamina.compiler.loop.Buffer;
import java.util.List;

/**
 * What a value of the graph holds.
 *
 * @param batched whether there is one of it for each sample
 * @param sizes its axes as the layers count them, outermost first, without the batch
 * @param element float, or int for labels and tokens
 */
public record TensorType(boolean batched, List<Integer> sizes, Buffer.Element element) {
    public TensorType {
        sizes = List.copyOf(sizes);
    }

    /** One tensor of floats for each sample. */
    public static TensorType samples(List<Integer> sizes) {
        return new TensorType(true, sizes, Buffer.Element.FLOAT);
    }

    /** One tensor of floats for all samples, such as a parameter. */
    public static TensorType shared(List<Integer> sizes) {
        return new TensorType(false, sizes, Buffer.Element.FLOAT);
    }

    /** A whole number for each sample. */
    public static TensorType labels() {
        return new TensorType(true, List.of(), Buffer.Element.INT);
    }

    /** One float. */
    public static TensorType scalar() {
        return shared(List.of());
    }

    public int rank() {
        return sizes.size();
    }

    public int size(int axis) {
        return sizes.get(axis);
    }

    /** How many numbers: of one sample, if batched. */
    public long size() {
        return sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    @Override
    public String toString() {
        String kind = element == Buffer.Element.INT ? "int" : "float";
        return kind + (batched ? "[batch" + (sizes.isEmpty() ? "" : ", ") : "[")
                + String.join(", ", sizes.stream().map(String::valueOf).toList()) + "]";
    }
}
