package dev.lamina.compiler.emit;

import com.palantir.javapoet.NameAllocator;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.emit.KernelCall.ArrayArgument;
import dev.lamina.compiler.emit.Placement.PlacedParameter;
import dev.lamina.compiler.graph.Binding;
import dev.lamina.compiler.graph.Owner;
import dev.lamina.compiler.graph.Phase;
import dev.lamina.compiler.graph.Region;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.lower.KernelNames;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Decides which methods run a program: one for each layer and direction, with names for all that they declare. */
final class ProgramPlanner {
    private final Program program;
    private final Surroundings surroundings;
    private final boolean statesGiven;
    private final Map<String, Integer> parameterOffsets = new HashMap<>();

    /**
     * @param statesGiven whether a call says where states are read and written, and how long samples are; if not, the class's own
     *     arrays do
     */
    ProgramPlanner(Program program, Surroundings surroundings, boolean statesGiven) {
        this.program = program;
        this.surroundings = surroundings;
        this.statesGiven = statesGiven;
        for (PlacedParameter placed : surroundings.placement().parameters()) {
            parameterOffsets.put(placed.name(), placed.offset());
        }
    }

    /**
     * The class around the methods.
     *
     * @param input the argument that holds a call's input
     * @param names the names of its methods, which grow with each new one
     * @param fields the names of its fields and constants
     */
    record Surroundings(
            ParameterSpec input,
            Placement placement,
            ScheduledPrograms programs,
            ReservedNames names,
            Set<String> fields) {}

    /** The methods of a phase, in the order of their calls; {@code direction} begins their names. */
    List<LayerMethod> methods(Phase phase, String direction) {
        return steps(phase).stream().map(step -> method(step, direction)).toList();
    }

    /** The kernels of a phase that is too short for methods of its own. */
    List<KernelCall> calls(Phase phase) {
        List<Launch> launches = launches(phase);
        return calls(launches, callersArrays(launches));
    }

    /** Whether a kernel of a phase needs to know how many steps all samples have together. */
    boolean countsSteps(Phase phase) {
        return launches(phase).stream()
                .anyMatch(launch -> launch.kernel().callSizes().contains(Symbol.ALL_STEPS));
    }

    private List<Launch> launches(Phase phase) {
        return program.launches().stream()
                .filter(launch -> launch.node().phase() == phase)
                .toList();
    }

    /** Neighbours with one owner are a step. Kernels stay in their order, because the plan of the memory rests on it. */
    private List<List<Launch>> steps(Phase phase) {
        List<List<Launch>> steps = new ArrayList<>();
        Optional<Owner> last = Optional.empty();
        for (Launch launch : launches(phase)) {
            Optional<Owner> owner = Optional.of(launch.node().owner());
            if (!owner.equals(last)) {
                steps.add(new ArrayList<>());
                last = owner;
            }
            steps.get(steps.size() - 1).add(launch);
        }
        return steps;
    }

    private LayerMethod method(List<Launch> step, String direction) {
        String layer = step.get(0).node().owner().label();
        String name = direction + Character.toUpperCase(layer.charAt(0)) + layer.substring(1);
        List<ParameterSpec> arguments = arguments(step);
        Set<String> variables = new HashSet<>();
        arguments.forEach(argument -> variables.add(argument.name()));
        return new LayerMethod(
                surroundings.names().newMethod(name),
                layer,
                direction,
                Comments.of(step),
                arguments,
                calls(step, variables),
                new LayerMethod.Work(program.graph(), step));
    }

    /** What a method is given of a call: arrays of the caller, then whole numbers. */
    private List<ParameterSpec> arguments(List<Launch> step) {
        List<ParameterSpec> arguments = new ArrayList<>();
        ParameterSpec input = surroundings.input();
        callersArrays(step)
                .forEach(array -> arguments.add(
                        array.equals(input.name()) ? input : RuntimeTypes.argument(RuntimeTypes.FLOATS, array)));
        if (statesGiven && step.stream().anyMatch(launch -> launch.kernel().asksForLengths())) {
            arguments.add(RuntimeTypes.argument(RuntimeTypes.INTS, "ofSamples"));
        }
        Set<Symbol> used = new HashSet<>(Set.of(Symbol.BATCH));
        step.forEach(launch -> used.addAll(launch.kernel().callSizes()));
        Symbol.CALL_SIZES.stream()
                .filter(used::contains)
                .forEach(symbol -> arguments.add(RuntimeTypes.argument(TypeName.INT, symbol.name())));
        return arguments;
    }

    /** The arrays of the caller that some kernels work on, by the names of the arguments that hold them. */
    private Set<String> callersArrays(List<Launch> launches) {
        Set<String> names = new TreeSet<>();
        for (Launch launch : launches) {
            for (Value value : launch.values()) {
                program.graph().binding(value).flatMap(this::callersArray).ifPresent(names::add);
            }
        }
        return names;
    }

    private Optional<String> callersArray(Binding binding) {
        boolean ofTheCaller = switch (binding.kind()) {
            case INPUT, OUTPUT_GRADIENT, RESULT -> true;
            case INITIAL_STATE, FINAL_STATE -> statesGiven;
            default -> false;
        };
        return ofTheCaller ? Optional.of(array(binding.kind())) : Optional.empty();
    }

    /** The calls of some kernels in one method that has these variables already. */
    private List<KernelCall> calls(List<Launch> launches, Set<String> variables) {
        NameAllocator names = new NameAllocator();
        Set<String> taken = new HashSet<>(surroundings.fields());
        taken.addAll(variables);
        Symbol.CALL_SIZES.forEach(symbol -> taken.add(symbol.name()));
        taken.forEach(names::newName);
        Set<Value> declared = new HashSet<>();
        return launches.stream().map(launch -> call(launch, names, declared)).toList();
    }

    private KernelCall call(Launch launch, NameAllocator names, Set<Value> declared) {
        Kernel kernel = surroundings.programs().kernel(launch);
        List<KernelCall.Variable> variables = new ArrayList<>();
        List<ArrayArgument> arrays = new ArrayList<>();
        for (Value value : launch.values()) {
            Optional<Offset> offset = offset(value);
            if (offset.isPresent() && declared.add(value)) {
                String name = names.newName(KernelNames.camel(value.name()) + "At", value);
                variables.add(new KernelCall.Variable(name, offset.get()));
            }
            arrays.add(new ArrayArgument(array(value), offset.isPresent() ? names.get(value) : "0"));
        }
        if (kernel.asksForLengths()) {
            arrays.add(new ArrayArgument(statesGiven ? "ofSamples" : "lengths.ofSamples()", "0"));
        }
        return new KernelCall(
                variables,
                kernel.name(),
                arrays,
                kernel.scratch() > 0,
                kernel.random(),
                launch.node().operation().arguments(),
                kernel.callSizes());
    }

    /** Where in its array a value begins; empty if it has the array for itself. */
    private Optional<Offset> offset(Value value) {
        Region region = program.graph().regions().get(value);
        if (region != null) {
            return Optional.of(Offset.of(region, program.peak()));
        }
        Binding binding = program.graph().binding(value).orElseThrow();
        return switch (binding.kind()) {
            case PARAMETER, GRADIENT ->
                Optional.of(new Offset(Objects.requireNonNull(parameterOffsets.get(binding.name())), 0));
            default -> Optional.empty();
        };
    }

    private String array(Value value) {
        return program.graph().regions().containsKey(value)
                ? "memory"
                : array(program.graph().binding(value).orElseThrow().kind());
    }

    private String array(Binding.Kind kind) {
        return switch (kind) {
            case PARAMETER, ALL_PARAMETERS -> "weights";
            case GRADIENT, ALL_GRADIENTS -> "gradientValues";
            case FIRST_MOMENT -> "state.first()";
            case SECOND_MOMENT -> "state.second()";
            case INPUT -> surroundings.input().name();
            case TOKENS -> "tokens";
            case LABELS -> "labels";
            case TARGET -> "target";
            case OUTPUT_GRADIENT -> "outputGradient";
            case RESULT -> "into";
            case INITIAL_STATE -> "initialState";
            case FINAL_STATE -> "finalState";
            case INITIAL_STATE_GRADIENT -> "initialStateGradient";
            case FINAL_STATE_GRADIENT -> "finalStateGradient";
            case KEPT -> throw new IllegalStateException("what is kept has no region");
        };
    }
}
