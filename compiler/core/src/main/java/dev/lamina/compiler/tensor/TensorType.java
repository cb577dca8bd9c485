package dev.lamina.compiler.tensor;

import dev.lamina.compiler.ir.Affine;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The type of a value of the graph.
 *
 * @param batched whether each sample has a tensor of its own
 * @param time how many steps it has, if its first axis is time and a call may have fewer steps than the size says
 * @param sizes the sizes of its axes in the order of the model file, without the batch
 * @param element float, or int for labels and tokens
 */
public record TensorType(boolean batched, Optional<TimeAxis> time, List<Integer> sizes, Buffer.Element element) {
    public TensorType {
        sizes = List.copyOf(sizes);
    }

    private TensorType(boolean batched, List<Integer> sizes, Buffer.Element element) {
        this(batched, Optional.empty(), sizes, element);
    }

    /** One tensor of floats for each sample. */
    public static TensorType samples(List<Integer> sizes) {
        return new TensorType(true, sizes, Buffer.Element.FLOAT);
    }

    /** One tensor of floats for all samples, such as a parameter. */
    public static TensorType shared(List<Integer> sizes) {
        return new TensorType(false, sizes, Buffer.Element.FLOAT);
    }

    /** Whole numbers for each sample: one for each step, or one if {@code sizes} is empty. */
    public static TensorType wholeNumbers(List<Integer> sizes) {
        return new TensorType(true, sizes, Buffer.Element.INT);
    }

    /** The type of an input of this shape. */
    public static TensorType of(Shape shape) {
        return shape instanceof Shape.Tokens ? wholeNumbers(shape.sizes()) : samples(shape.sizes());
    }

    /** One float. */
    public static TensorType scalar() {
        return shared(List.of());
    }

    /** This type, with so many steps. */
    public TensorType over(TimeAxis steps) {
        return new TensorType(batched, Optional.of(steps), sizes, element);
    }

    /** Whether its first axis is time, and a call may have fewer steps than the size says. */
    public boolean overTime() {
        return time.isPresent();
    }

    /** A sequence with the same steps, and {@code features} floats at each. */
    public TensorType perStep(int features) {
        return new TensorType(batched, time, List.of(size(0), features), Buffer.Element.FLOAT);
    }

    /** The same type with {@code lanes} lanes: features, or channels of an image. */
    public TensorType withLanes(int lanes) {
        List<Integer> changed = new ArrayList<>(sizes);
        changed.set(AxisOrder.lane(this), lanes);
        return new TensorType(batched, time, changed, element);
    }

    /** The same type with other sizes of the same axes. */
    public TensorType withSizes(List<Integer> other) {
        return new TensorType(batched, time, other, element);
    }

    public int rank() {
        return sizes.size();
    }

    public int size(int axis) {
        return sizes.get(axis);
    }

    /** The extent of a loop along an axis. */
    public Affine extent(int axis) {
        return axis == 0 && overTime() ? Affine.of(Symbol.STEPS) : Affine.of(size(axis));
    }

    /** How many numbers all samples together have in a call. */
    public Affine countOfAll() {
        Symbol many = overTime() ? Symbol.ALL_STEPS : Symbol.BATCH;
        return Affine.of(many, (int) (overTime() ? size() / size(0) : size()));
    }

    /** How many steps all samples together have in a call. */
    public Affine allSteps() {
        return overTime() ? Affine.of(Symbol.ALL_STEPS) : Affine.of(Symbol.BATCH, size(0));
    }

    /** How many numbers it has: those of one sample, if batched. */
    public long size() {
        return sizes.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }

    @Override
    public String toString() {
        String kind = element == Buffer.Element.INT ? "int" : "float";
        return kind + (batched ? "[batch" + (sizes.isEmpty() ? "" : ", ") : "[")
                + time.map(steps -> steps + " <= ").orElse("")
                + String.join(", ", sizes.stream().map(String::valueOf).toList()) + "]";
    }
}
