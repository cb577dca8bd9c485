package dev.lamina.compiler.layer;

import dev.lamina.compiler.tensor.Halo;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.compiler.tensor.TensorType;
import java.util.List;

/** Parameters with a number for each feature of a vector or a sequence, or for each channel of an image. */
final class FeatureParameters {
    private FeatureParameters() {}

    /** A parameter of this name, for a value of this shape and type. A flattened image has a number for each of its elements. */
    static Parameter of(String name, Shape in, TensorType type, double initial) {
        TensorType own = TensorType.shared(in instanceof Shape.Vector ? type.sizes() : List.of(in.features()));
        return new Parameter(
                name,
                List.of(Math.toIntExact(own.size())),
                own,
                Layout.lanesLast(own, Halo.NONE, true),
                Parameter.Initial.constant(initial));
    }

    /** Whether a sample has several elements for each feature. */
    static boolean severalElements(Shape in) {
        return !(in instanceof Shape.Vector);
    }
}
