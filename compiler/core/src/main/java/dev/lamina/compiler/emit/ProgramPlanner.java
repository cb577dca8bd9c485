package dev.lamina.compiler.emit;

import com.palantir.javapoet.NameAllocator;
import com.palantir.javapoet.ParameterSpec;
import com.palantir.javapoet.TypeName;
import dev.lamina.compiler.emit.KernelCall.ArrayArgument;
import dev.lamina.compiler.emit.Placement.PlacedParameter;
import dev.lamina.compiler.graph.Binding;
import dev.lamina.compiler.graph.Node;
import dev.lamina.compiler.graph.Owner;
import dev.lamina.compiler.graph.Phase;
import dev.lamina.compiler.graph.Region;
import dev.lamina.compiler.ir.Buffer;
import dev.lamina.compiler.ir.Kernel;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.lower.KernelNames;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.tensor.TimeAxis;
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

/** Decides the methods that run a program, one for each layer and direction, and the names that they declare. */
final class ProgramPlanner {
    /** The most values of all kernels that one method calls. Each takes up to 20 bytes of bytecode, and HotSpot compiles 8,000. */
    private static final int MOST_VALUES = 150;

    /** The most kernels that one method calls. */
    private static final int MOST_CALLS = 50;

    private final Program program;
    private final ClassContext context;
    private final boolean statesGiven;
    private final Map<String, Integer> parameterOffsets = new HashMap<>();

    /**
     * @param statesGiven whether the arrays of states and of lengths are arguments of the methods; if not, they are fields of the class
     */
    ProgramPlanner(Program program, ClassContext context, boolean statesGiven) {
        this.program = program;
        this.context = context;
        this.statesGiven = statesGiven;
        for (PlacedParameter placed : context.placement().parameters()) {
            parameterOffsets.put(placed.name(), placed.offset());
        }
    }

    /**
     * The class that gets the methods.
     *
     * @param call the arguments and results of the methods that users call
     * @param fields the names of its fields and constants
     * @param owners the nested classes of kernels that are in one, each with a dot behind its name
     * @param vector whether the class uses the Vector API
     * @param sharded whether several shards of a batch are computed with the same parameters
     * @param inBlocks whether sample 0 of the workspace may be any sample of a call
     */
    record ClassContext(
            CallPlan call,
            Placement placement,
            ScheduledPrograms programs,
            Set<String> fields,
            Map<String, String> owners,
            boolean vector,
            boolean sharded,
            boolean inBlocks) {
        ClassContext withoutShards() {
            return new ClassContext(call, placement, programs, fields, owners, vector, false, inBlocks);
        }
    }

    /** The calls of a phase, in order, each of a method of its own whose name begins with {@code direction}. */
    List<LayerCall> layerCalls(Phase phase, String direction) {
        Barriers barriers = new Barriers(program, context.programs());
        return byLayer(phase).stream()
                .map(launches -> layerCall(launches, direction, barriers))
                .toList();
    }

    /** The estimated work of a phase. */
    Workload work(Phase phase) {
        return Workload.of(program.graph(), launches(phase));
    }

    /** The calls of the kernels of a phase that has no methods of its own, because it is short. */
    List<KernelCall> calls(Phase phase) {
        List<Launch> launches = launches(phase);
        return calls(launches, callersArrays(launches));
    }

    /** The calls of the kernels of a phase that copy the result with this name to the caller. */
    List<KernelCall> calls(Phase phase, String result) {
        List<Launch> launches = launches(phase).stream()
                .filter(launch -> result(launch).equals(result))
                .toList();
        return calls(launches, callersArrays(launches));
    }

    private String result(Launch launch) {
        return program.graph()
                .binding(launch.node().result())
                .filter(binding -> binding.kind() == Binding.Kind.RESULT)
                .orElseThrow(() -> new IllegalStateException(launch.node() + " gives the caller no result"))
                .name();
    }

    private List<Launch> launches(Phase phase) {
        return program.launches().stream()
                .filter(launch -> launch.node().phase() == phase)
                .toList();
    }

    /**
     * The launches of a phase, grouped into neighbours of one layer. They keep their order, because the memory plan depends on it. A layer
     * with many launches, such as a concatenation of hundreds of values, has several groups.
     */
    private List<List<Launch>> byLayer(Phase phase) {
        List<List<Launch>> groups = new ArrayList<>();
        Optional<Owner> last = Optional.empty();
        int values = 0;
        for (Launch launch : launches(phase)) {
            Optional<Owner> owner = Optional.of(launch.node().owner());
            values += launch.values().size();
            if (!owner.equals(last)
                    || values > MOST_VALUES
                    || groups.get(groups.size() - 1).size() == MOST_CALLS) {
                groups.add(new ArrayList<>());
                last = owner;
                values = launch.values().size();
            }
            groups.get(groups.size() - 1).add(launch);
        }
        return groups;
    }

    private LayerCall layerCall(List<Launch> launches, String direction, Barriers barriers) {
        String layer = launches.get(0).node().owner().label();
        List<ParameterSpec> arguments = arguments(launches);
        Set<String> variables = new HashSet<>();
        arguments.forEach(argument -> variables.add(argument.name()));
        LayerMethod method = new LayerMethod(
                direction + capitalised(layer),
                Comments.of(launches),
                List.of(),
                List.of(),
                arguments,
                barriers.between(launches, calls(launches, variables)));
        LayerCall.Work work = new LayerCall.Work(program.graph(), launches);
        return new LayerCall(layer, direction, method, List.of(), KernelCall.Barrier.NONE, false, work);
    }

    /** The label of a layer as a part of a name in Java: {@code Stage1_0Conv1} for {@code stage1.0.conv1}. */
    static String capitalised(String label) {
        StringBuilder name = new StringBuilder();
        for (String word : label.split("\\.")) {
            char first = word.charAt(0);
            name.append(Character.isDigit(first) && !name.isEmpty() ? "_" : "")
                    .append(Character.toUpperCase(first))
                    .append(word, 1, word.length());
        }
        return name.toString();
    }

    /** The arguments of a method: arrays of the caller, the part of the call to compute, then whole numbers. */
    private List<ParameterSpec> arguments(List<Launch> launches) {
        List<ParameterSpec> arguments = new ArrayList<>();
        callersArrays(launches).forEach(array -> arguments.add(context.call().callersArray(array)));
        if (statesGiven
                && launches.stream()
                        .anyMatch(launch -> !launch.kernel().lengths().isEmpty())) {
            arguments.add(RuntimeTypes.argument(RuntimeTypes.INTS, "ofSamples"));
        }
        arguments.add(RuntimeTypes.part());
        Set<Symbol> used = new HashSet<>();
        launches.forEach(launch -> used.addAll(sizes(launch, launch.kernel())));
        context.call().sequences().sizes().stream()
                .filter(used::contains)
                .forEach(symbol -> arguments.add(RuntimeTypes.argument(TypeName.INT, symbol.name())));
        return arguments;
    }

    /** The sizes that a kernel takes; those of steps have the names of the time axis that the node of the launch runs over. */
    private List<Symbol> sizes(Launch launch, Kernel kernel) {
        return kernel.callSizes().stream().map(symbol -> size(launch, symbol)).toList();
    }

    private Symbol size(Launch launch, Symbol symbol) {
        return Symbol.TIME_SIZES.contains(symbol)
                ? CallPlan.Sequences.size(symbol, suffix(launch.node().steps()))
                : symbol;
    }

    private String suffix(Optional<TimeAxis> axis) {
        return axis.map(context.call().sequences()::suffix).orElse("");
    }

    private static ArrayArgument lengths(String suffix) {
        return new ArrayArgument("lengths" + suffix + ".ofSamples()", "0");
    }

    /** The names of the arguments that hold the caller's arrays, for some kernels. */
    private Set<String> callersArrays(List<Launch> launches) {
        Set<String> names = new TreeSet<>();
        for (Launch launch : launches) {
            for (Value value : launch.values()) {
                program.graph()
                        .binding(value)
                        .flatMap(binding -> callersArray(binding, launch.node().phase()))
                        .ifPresent(names::add);
            }
        }
        return names;
    }

    private Optional<String> callersArray(Binding binding, Phase phase) {
        boolean ofTheCaller = switch (binding.kind()) {
            case INPUT, OUTPUT_GRADIENT, RESULT -> true;
            case INITIAL_STATE, FINAL_STATE -> statesGiven;
            default -> false;
        };
        return ofTheCaller ? Optional.of(context.call().array(binding, phase)) : Optional.empty();
    }

    /** The calls of some kernels in one method, which has already declared these variables. */
    private List<KernelCall> calls(List<Launch> launches, Set<String> variables) {
        NameAllocator names = new NameAllocator();
        Set<String> taken = new HashSet<>(context.fields());
        taken.addAll(variables);
        Symbol.CALL_SIZES.forEach(symbol -> taken.add(symbol.name()));
        context.call().sequences().sizes().forEach(symbol -> taken.add(symbol.name()));
        taken.add("part");
        taken.forEach(names::newName);
        Set<Value> declared = new HashSet<>();
        return launches.stream().map(launch -> call(launch, names, declared)).toList();
    }

    private KernelCall call(Launch launch, NameAllocator names, Set<Value> declared) {
        Kernel kernel = context.programs().kernel(launch);
        List<KernelCall.Variable> variables = new ArrayList<>();
        List<ArrayArgument> arrays = new ArrayList<>();
        for (Value value : launch.values()) {
            Optional<Offset> offset = offset(value);
            if (offset.isPresent() && declared.add(value)) {
                String name = names.newName(KernelNames.camel(value.name()) + "At", value);
                variables.add(new KernelCall.Variable(
                        name, kernel.buffers().get(arrays.size()).name(), offset.get()));
            }
            arrays.add(new ArrayArgument(
                    array(value, launch.node().phase()), offset.isPresent() ? names.get(value) : start(value, launch)));
        }
        for (Buffer buffer : kernel.lengths()) {
            Node node = launch.node();
            arrays.add(
                    statesGiven
                            ? new ArrayArgument("ofSamples", "0")
                            : lengths(suffix(buffer.equals(Buffer.LENGTHS) ? node.steps() : node.operandSteps())));
        }
        return new KernelCall(
                variables,
                context.owners().getOrDefault(kernel.name(), "") + kernel.name(),
                RuntimeKernel.of(launch.kernel(), context.vector())
                        .map(known -> known.withSizes(symbol -> size(launch, symbol))),
                arrays,
                kernel.scratch() > 0,
                kernel.random(),
                launch.node().operation().arguments(),
                sizes(launch, kernel),
                sharing(kernel),
                context.sharded() && program.graph().isDerived(launch.node()),
                KernelCall.Barrier.NONE);
    }

    /** How threads share a scheduled kernel. */
    static KernelCall.Sharing sharing(Kernel kernel) {
        if (kernel.ofSamples()) {
            return kernel.takesPart() ? KernelCall.Sharing.WITHIN_SAMPLES : KernelCall.Sharing.SAMPLES;
        }
        return kernel.takesPart() ? KernelCall.Sharing.RANGES : KernelCall.Sharing.NONE;
    }

    /** The first index of a value in its array; empty if the array holds no other value. */
    private Optional<Offset> offset(Value value) {
        Region region = program.graph().regions().get(value);
        if (region != null) {
            return Optional.of(Offset.of(region, program.peak()));
        }
        Binding binding = program.graph().binding(value).orElseThrow();
        return switch (binding.kind()) {
            case PARAMETER, STATISTIC, GRADIENT ->
                Optional.of(new Offset(Objects.requireNonNull(parameterOffsets.get(binding.name())), 0));
            default -> Optional.empty();
        };
    }

    /**
     * The first index of a value that fills its array; an argument if several outputs are copied into one array. An update works on the
     * range of a group of parameters in each of its arrays.
     */
    private String start(Value value, Launch launch) {
        if (launch.node().phase() == Phase.UPDATE) {
            Binding binding = program.graph().binding(value).orElseThrow();
            return Integer.toString(context.placement().start(binding.name()));
        }
        if (context.inBlocks() && launch.node().phase() == Phase.FORWARD) {
            return origin(program.graph().binding(value).orElseThrow());
        }
        boolean copied =
                launch.node().phase() != Phase.FORWARD && program.graph().is(value, Binding.Kind.RESULT);
        return copied && context.call().isMulti() ? "at" : "0";
    }

    /** The index of sample 0 of the workspace in an array that the caller gives, or that is a copy of it; 0 in all others. */
    private String origin(Binding binding) {
        int size = switch (binding.kind()) {
            case INPUT, TOKENS -> context.call().input(binding.name()).size().most();
            case RESULT -> context.call().output(binding.name()).size().most();
            default -> 0;
        };
        return size == 0 ? "0" : "part.origin * " + size;
    }

    private String array(Value value, Phase phase) {
        return program.graph().regions().containsKey(value)
                ? "memory"
                : context.call().array(program.graph().binding(value).orElseThrow(), phase);
    }
}
