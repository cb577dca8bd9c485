package dev.lamina.compiler.emit;

import com.palantir.javapoet.ParameterSpec;
import dev.lamina.compiler.emit.KernelCall.ArrayArgument;
import dev.lamina.compiler.emit.KernelCall.Barrier;
import dev.lamina.compiler.emit.KernelCall.Variable;
import dev.lamina.compiler.ir.Symbol;
import dev.lamina.compiler.lower.KernelNames;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Makes one method of those that differ only in where their values lie: those of a layer in a prediction and in the forward pass of training,
 * and those of layers whose kernels are the same. So a class gets one line, not one method, for each further layer of a repeated body.
 */
final class SharedMethods {
    /** About how many lines a method takes. */
    private static final int METHOD_LINES = 8;

    private final TakenNames names;
    private final Set<String> fields;
    private final Map<Key, List<LayerCall>> users = new LinkedHashMap<>();

    private SharedMethods(TakenNames names, Set<String> fields) {
        this.names = names;
        this.fields = fields;
    }

    /** What equal methods have in common: numbers instead of the names of variables, no indices, and no barrier before the first kernel. */
    private record Key(boolean backward, List<ParameterSpec> arguments, List<KernelCall> calls) {}

    /**
     * The same calls, of shared methods. Their names are new names of the class.
     *
     * @param directions the calls of each direction; each has a method of its own
     * @param fields the names that no variable of a method may have
     */
    static List<List<LayerCall>> share(List<List<LayerCall>> directions, TakenNames names, Set<String> fields) {
        SharedMethods shared = new SharedMethods(names, fields);
        directions.forEach(calls -> calls.forEach(call -> shared.users
                .computeIfAbsent(key(call), key -> new ArrayList<>())
                .add(call)));
        IdentityHashMap<LayerCall, LayerCall> changed = new IdentityHashMap<>();
        shared.users.values().forEach(equal -> shared.share(equal, changed));
        return directions.stream()
                .map(calls -> calls.stream()
                        .map(call -> Objects.requireNonNull(changed.get(call)))
                        .toList())
                .toList();
    }

    private static Key key(LayerCall of) {
        LayerMethod method = of.method();
        Map<String, String> numbers = new HashMap<>();
        variables(method).forEach(variable -> numbers.put(variable.name(), String.valueOf(numbers.size())));
        List<KernelCall> calls = new ArrayList<>();
        for (KernelCall call : method.calls()) {
            calls.add(call.withVariables(
                    call.variables().stream()
                            .map(variable -> new Variable(
                                    Objects.requireNonNull(numbers.get(variable.name())), "", new Offset(0, 0)))
                            .toList(),
                    renamed(call.arrays(), numbers)));
        }
        calls.set(0, calls.get(0).withBarrier(Barrier.NONE));
        return new Key(of.direction().equals("backward"), method.arguments(), calls);
    }

    private static List<Variable> variables(LayerMethod method) {
        return method.calls().stream()
                .flatMap(call -> call.variables().stream())
                .toList();
    }

    private static List<ArrayArgument> renamed(List<ArrayArgument> arrays, Map<String, String> names) {
        return arrays.stream()
                .map(array -> new ArrayArgument(array.array(), names.getOrDefault(array.start(), array.start())))
                .toList();
    }

    /** One method for calls that need different barriers before it, or one for each barrier: what takes fewer lines. */
    private void share(List<LayerCall> equal, IdentityHashMap<LayerCall, LayerCall> changed) {
        Map<Barrier, List<LayerCall>> byBarrier = new LinkedHashMap<>();
        equal.forEach(call -> byBarrier
                .computeIfAbsent(first(call), barrier -> new ArrayList<>())
                .add(call));
        long barriers =
                equal.stream().filter(call -> first(call) != Barrier.NONE).count();
        if (byBarrier.size() > 1 && barriers > (byBarrier.size() - 1L) * METHOD_LINES) {
            byBarrier.values().forEach(same -> shareMethod(same, true, changed));
        } else {
            shareMethod(equal, byBarrier.size() == 1, changed);
        }
    }

    private void shareMethod(List<LayerCall> equal, boolean sameBarrier, IdentityHashMap<LayerCall, LayerCall> changed) {
        Set<String> layers = new LinkedHashSet<>();
        equal.forEach(call -> layers.add(call.layer()));
        SharedIndices indices = new SharedIndices(
                equal.stream().map(call -> variables(call.method())).toList(), layers.size() > 1, taken(equal));
        LayerMethod method = method(equal, List.copyOf(layers), indices, sameBarrier);
        for (int i = 0; i < equal.size(); i++) {
            LayerCall call = equal.get(i);
            changed.put(
                    call,
                    new LayerCall(
                            call.layer(),
                            call.direction(),
                            method,
                            indices.values(i),
                            sameBarrier ? Barrier.NONE : first(call),
                            layers.size() > 1,
                            call.work()));
        }
    }

    private static Barrier first(LayerCall call) {
        return call.method().calls().get(0).barrier();
    }

    private LayerMethod method(List<LayerCall> equal, List<String> layers, SharedIndices indices, boolean sameBarrier) {
        LayerMethod first = equal.get(0).method();
        Map<String, String> renaming = new HashMap<>();
        List<KernelCall> calls = new ArrayList<>();
        int place = 0;
        for (KernelCall call : first.calls()) {
            List<Variable> declared = new ArrayList<>();
            for (Variable variable : call.variables()) {
                String name = indices.name(place);
                renaming.put(variable.name(), name);
                if (indices.isFixed(place)) {
                    declared.add(new Variable(name, variable.role(), variable.offset()));
                }
                place++;
            }
            calls.add(call.withVariables(declared, renamed(call.arrays(), renaming)));
        }
        if (!sameBarrier) {
            calls.set(0, calls.get(0).withBarrier(Barrier.NONE));
        }
        String name = names.newMethod(direction(equal) + ProgramPlanner.capitalised(owner(layers)));
        return new LayerMethod(
                name, comment(equal, layers), indices.arguments(), indices.derived(), first.arguments(), calls);
    }

    /** The names that no variable of a method may have. */
    private Set<String> taken(List<LayerCall> equal) {
        Set<String> taken = new HashSet<>(fields);
        Symbol.CALL_SIZES.forEach(symbol -> taken.add(symbol.name()));
        equal.get(0).method().arguments().forEach(argument -> taken.add(argument.name()));
        taken.add("part");
        return taken;
    }

    private static String direction(List<LayerCall> equal) {
        return equal.get(equal.size() - 1).direction(); // a forward pass comes after a prediction
    }

    private static String owner(List<String> layers) {
        return layers.size() == 1 ? layers.get(0) : KernelNames.word(layers).orElse(layers.get(0));
    }

    private static List<String> comment(List<LayerCall> equal, List<String> layers) {
        Set<String> lines = new LinkedHashSet<>();
        equal.stream()
                .filter(call -> call.layer().equals(layers.get(0)))
                .forEach(call -> lines.addAll(call.method().comment()));
        List<String> all = new ArrayList<>(lines);
        if (layers.size() > 1) {
            all.add("the same for " + Comments.names(layers.subList(1, layers.size())));
        }
        return all;
    }
}
