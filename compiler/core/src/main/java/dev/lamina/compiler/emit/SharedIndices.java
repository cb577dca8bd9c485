package dev.lamina.compiler.emit;

import com.palantir.javapoet.NameAllocator;
import dev.lamina.compiler.emit.KernelCall.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The variables of a method with several calls. A variable that is the same in all calls stays in the method; for each other one the method
 * has an argument.
 */
final class SharedIndices {
    private final List<List<Variable>> calls;
    private final boolean ofSeveralLayers;
    private final List<String> names = new ArrayList<>();
    private final List<String> arguments = new ArrayList<>();

    /** The places of the variables that the arguments stand for, one for each argument. */
    private final List<Integer> places = new ArrayList<>();

    private final List<String> derived = new ArrayList<>();

    /**
     * @param calls the variables of each call, in order
     * @param taken the names that no variable may have
     */
    SharedIndices(List<List<Variable>> calls, boolean ofSeveralLayers, Set<String> taken) {
        this.calls = calls;
        this.ofSeveralLayers = ofSeveralLayers;
        NameAllocator allocator = new NameAllocator();
        taken.forEach(allocator::newName);
        for (int place = 0; place < calls.get(0).size(); place++) {
            add(place, allocator);
        }
    }

    private void add(int place, NameAllocator allocator) {
        if (isFixed(place)) {
            names.add(allocator.newName(suggested(place)));
            return;
        }
        for (int other : places) {
            if (ofSeveralLayers && areOneParameter(place, other)) {
                names.add(names.get(other));
                return;
            }
        }
        String name = allocator.newName(ofParameter(place));
        names.add(name);
        places.add(place);
        if (isOfSamples(place)) {
            String offset = allocator.newName(name.replaceFirst("At$", "Offset"));
            arguments.add(offset);
            derived.add(name + " = " + calls.get(0).get(place).offset().fixed() + " + " + offset + " * capacity");
        } else {
            arguments.add(name);
        }
    }

    /** What it is called: if it is the place of a parameter and of its gradient, that of the parameter, which is shorter. */
    private String ofParameter(int place) {
        String shortest = suggested(place);
        for (int other = place + 1; ofSeveralLayers && other < calls.get(0).size(); other++) {
            if (areOneParameter(place, other) && suggested(other).length() < shortest.length()) {
                shortest = suggested(other);
            }
        }
        return shortest;
    }

    /** What the calls call it; if they do not agree, what the kernel does. */
    private String suggested(int place) {
        Variable first = calls.get(0).get(place);
        return all(call -> call.get(place).name().equals(first.name())) ? first.name() : first.role() + "At";
    }

    /** Whether the variable has one value in all calls. */
    boolean isFixed(int place) {
        Offset offset = calls.get(0).get(place).offset();
        return all(call -> call.get(place).offset().equals(offset));
    }

    /** Whether two variables are the places of a parameter and of its gradient, which are equal. */
    private boolean areOneParameter(int place, int other) {
        return all(call -> call.get(place).offset().perSample() == 0
                && call.get(place).offset().equals(call.get(other).offset()));
    }

    /** Whether the variable lies among the values of each sample in all calls. Then the argument is the offset within a sample. */
    private boolean isOfSamples(int place) {
        int fixed = calls.get(0).get(place).offset().fixed();
        return ofSeveralLayers
                && fixed > 0
                && all(call -> call.get(place).offset().fixed() == fixed);
    }

    private boolean all(Predicate<List<Variable>> condition) {
        return calls.stream().allMatch(condition);
    }

    /** The name of a variable in the method. */
    String name(int place) {
        return names.get(place);
    }

    /** The names of the arguments. */
    List<String> arguments() {
        return arguments;
    }

    /** The declarations of variables that are computed from arguments: {@code xAt = 4112 + xOffset * capacity}. */
    List<String> derived() {
        return derived;
    }

    /** The values of the arguments in a call. */
    List<Offset> values(int call) {
        return places.stream()
                .map(place -> {
                    Offset offset = calls.get(call).get(place).offset();
                    return isOfSamples(place) ? new Offset(offset.perSample(), 0) : offset;
                })
                .toList();
    }
}
