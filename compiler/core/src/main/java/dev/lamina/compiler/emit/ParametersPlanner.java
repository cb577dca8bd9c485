package dev.lamina.compiler.emit;

import dev.lamina.compiler.emit.ParametersPlan.View;
import dev.lamina.compiler.emit.Placement.PlacedParameter;
import dev.lamina.compiler.model.Application;
import dev.lamina.compiler.model.InputDeclaration;
import dev.lamina.compiler.model.Model;
import dev.lamina.compiler.model.ShapedModel;
import dev.lamina.compiler.tensor.Layout;
import dev.lamina.compiler.tensor.Parameter;
import dev.lamina.compiler.tensor.Shape;
import dev.lamina.runtime.Architecture;
import dev.lamina.runtime.GroundTruth;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Decides how a class declares the parameters of its model. */
final class ParametersPlanner {
    private ParametersPlanner() {}

    static ParametersPlan plan(ShapedModel shaped, Placement placement) {
        List<View> views =
                placement.parameters().stream().map(ParametersPlanner::view).toList();
        return new ParametersPlan(architecture(shaped), views);
    }

    private static Architecture architecture(ShapedModel shaped) {
        Model model = shaped.model();
        List<String> layers = new ArrayList<>();
        for (int i = 0; i < model.applications().size(); i++) {
            Application each = model.applications().get(i);
            if (each.layer().changesPredictions()) {
                layers.add(each.label() + ": " + each.call() + operands(model, each, model.result(i) - 1));
            }
        }
        if (model.isMulti()) {
            return ofPorts(shaped, new Architecture(0, 1, 0, 1, layers));
        }
        Shape input = shaped.model().inputs().get(0).shape();
        Shape output = shaped.outputShape(0);
        return new Architecture(
                input instanceof Shape.Tokens ? 0 : input.features(),
                input.neighbours(),
                output.features(),
                output.neighbours(),
                layers);
    }

    private static Architecture ofPorts(ShapedModel shaped, Architecture layers) {
        Architecture all = layers;
        for (InputDeclaration input : shaped.model().inputs()) {
            Shape shape = input.shape();
            all = all.withInput(input.name(), shape instanceof Shape.Tokens ? 0 : shape.features(), shape.neighbours());
        }
        for (int i = 0; i < shaped.model().outputs().size(); i++) {
            Shape shape = shaped.outputShape(i);
            boolean binary =
                    shaped.loss(i).filter(applied -> applied.loss().isBinary()).isPresent();
            boolean scalable = shaped.groundTruth(i) == GroundTruth.TARGET && !binary;
            all = all.withTarget(
                    shaped.model().outputs().get(i).name(), scalable ? shape.features() : 0, shape.neighbours());
        }
        return all;
    }

    /** The values that a layer takes, unless it takes the one before it only: networks of the same layers can differ in them. */
    private static String operands(Model model, Application application, int before) {
        return application.operands().equals(List.of(before))
                ? ""
                : application.operands().stream().map(model::valueName).collect(Collectors.joining(", ", " of ", ""));
    }

    private static View view(PlacedParameter placed) {
        Parameter parameter = placed.parameter();
        List<List<Integer>> extents = new ArrayList<>();
        List<List<Integer>> strides = new ArrayList<>();
        split(parameter, extents, strides);
        return new View(
                placed.name(),
                parameter.sizes(),
                Math.addExact(placed.offset(), parameter.layout().offset()),
                extents,
                strides,
                parameter.gates(),
                gateStride(parameter),
                parameter.initial(),
                parameter.role());
    }

    /** Finds the axes in memory for each axis in the order of PyTorch. */
    private static void split(Parameter parameter, List<List<Integer>> extents, List<List<Integer>> strides) {
        int axis = 0;
        for (int size : parameter.sizes()) {
            List<Integer> extent = new ArrayList<>();
            List<Integer> stride = new ArrayList<>();
            long covered = 1;
            do {
                Layout.Axis place = parameter.layout().axes().get(axis);
                int gates = axis == 0 ? parameter.gates() : 1;
                int length = parameter.type().size(axis) / gates;
                covered *= (long) length * gates;
                if (place.panel() != 0 && length > place.panel()) {
                    extent.add((length + place.panel() - 1) / place.panel());
                    stride.add(place.panelStride());
                    length = place.panel();
                }
                extent.add(length);
                stride.add(place.stride());
                axis++;
            } while (covered < size);
            extents.add(extent);
            strides.add(stride);
        }
    }

    /** The distance between two gates; 0 if there is one gate. */
    private static int gateStride(Parameter parameter) {
        if (parameter.gates() == 1) {
            return 0;
        }
        Layout.Axis units = parameter.layout().axes().get(0);
        int room = parameter.type().size(0) / parameter.gates();
        return units.panel() == 0 ? room * units.stride() : room / units.panel() * units.panelStride();
    }
}
