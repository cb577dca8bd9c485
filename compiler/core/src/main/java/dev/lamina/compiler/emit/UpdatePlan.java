package dev.lamina.compiler.emit;

import java.util.ArrayList;
import java.util.List;

/**
 * The update of the parameters: a call of the optimizer's kernel for all parameters, or for each group of neighbours with a rate of its own.
 *
 * @param calls the calls, in order
 * @param sections methods that make some of the calls each, in order; empty if one method makes all
 * @param work its estimated work
 */
record UpdatePlan(List<KernelCall> calls, List<Section> sections, Workload work) {
    /** The most calls of one method: a call takes up to 120 bytes of bytecode, and HotSpot compiles methods of up to 8,000. */
    private static final int MOST_CALLS = 40;

    UpdatePlan {
        calls = List.copyOf(calls);
        sections = List.copyOf(sections);
    }

    /** @param name the name of the method that runs the update */
    static UpdatePlan of(List<KernelCall> calls, Workload work, String name, TakenNames names) {
        List<Section> sections = new ArrayList<>();
        if (calls.size() > MOST_CALLS) {
            for (int from = 0; from < calls.size(); from += MOST_CALLS) {
                List<KernelCall> some = calls.subList(from, Math.min(calls.size(), from + MOST_CALLS));
                sections.add(new Section(names.newMethod(name), some));
            }
        }
        return new UpdatePlan(calls, sections, work);
    }

    /** A method that makes some of the calls. */
    record Section(String name, List<KernelCall> calls) {
        Section {
            calls = List.copyOf(calls);
        }
    }
}
