package dev.lamina.compiler.emit;

import dev.lamina.compiler.emit.KernelCall.Barrier;
import dev.lamina.compiler.emit.KernelCall.Sharing;
import dev.lamina.compiler.graph.Binding;
import dev.lamina.compiler.graph.Region;
import dev.lamina.compiler.lower.Launch;
import dev.lamina.compiler.lower.Program;
import dev.lamina.compiler.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides where the threads of a call have to meet: before a kernel that reads or overwrites what another thread may still write or read.
 * Kernels that run over the samples of a thread need no barrier between them, as long as they work on the same values.
 */
final class Barriers {
    private final Program program;
    private final ScheduledPrograms programs;

    /** What has been accessed since the last barrier, if each thread has its samples alone. */
    private final List<Access> own = new ArrayList<>();

    /** The same, if the threads work on the same samples. */
    private final List<Access> within = new ArrayList<>();

    Barriers(Program program, ScheduledPrograms programs) {
        this.program = program;
        this.programs = programs;
    }

    /**
     * What a kernel reads or writes.
     *
     * @param bySamples whether each thread accesses its samples only
     */
    private record Access(Value value, boolean written, boolean bySamples) {}

    /** The calls of one method, with barriers before those that need one. Methods have to be given in their order. */
    List<KernelCall> between(List<Launch> launches, List<KernelCall> calls) {
        List<KernelCall> all = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            all.add(calls.get(i).withBarrier(before(launches.get(i))));
        }
        return all;
    }

    private Barrier before(Launch launch) {
        Sharing sharing = ProgramPlanner.sharing(programs.kernel(launch));
        boolean samples = sharing == Sharing.SAMPLES;
        boolean conflict = add(accesses(launch, samples || sharing == Sharing.WITHIN_SAMPLES), own);
        boolean conflictWithin = add(accesses(launch, samples), within);
        if (conflict && !conflictWithin) {
            within.clear(); // the threads meet in any case
            within.addAll(accesses(launch, samples));
        }
        return conflict ? Barrier.ALWAYS : conflictWithin ? Barrier.WITHIN_SAMPLES : Barrier.NONE;
    }

    private static List<Access> accesses(Launch launch, boolean bySamples) {
        List<Value> written = launch.node().writes();
        List<Access> all = new ArrayList<>();
        for (Value value : launch.values()) {
            all.add(new Access(
                    value, written.contains(value), bySamples && value.type().batched()));
        }
        return all;
    }

    /** Adds accesses to those since the last barrier, and tells whether there has to be a barrier between. */
    private boolean add(List<Access> next, List<Access> before) {
        boolean conflict =
                next.stream().anyMatch(access -> before.stream().anyMatch(earlier -> conflict(earlier, access)));
        if (conflict) {
            before.clear();
        }
        before.addAll(next);
        return conflict;
    }

    private boolean conflict(Access earlier, Access later) {
        if (!earlier.written() && !later.written()) {
            return false;
        }
        Optional<Region> one = region(earlier.value());
        Optional<Region> other = region(later.value());
        boolean alone = earlier.bySamples() && later.bySamples();
        if (one.isPresent() && other.isPresent()) {
            boolean same =
                    one.get().offset() == other.get().offset() && floats(earlier.value()) == floats(later.value());
            return overlap(one.get(), other.get()) && !(alone && same);
        }
        return one.isEmpty() && other.isEmpty() && array(earlier.value()).equals(array(later.value())) && !alone;
    }

    private static boolean overlap(Region one, Region other) {
        return one.batched() == other.batched()
                && one.offset() < other.offset() + other.length()
                && other.offset() < one.offset() + one.length();
    }

    private int floats(Value value) {
        return program.graph().layout(value).length();
    }

    private Optional<Region> region(Value value) {
        return Optional.ofNullable(program.graph().regions().get(value));
    }

    /**
     * The array that holds a value outside of the workspace, as far as it matters: parameters and gradients lie apart from each other, but
     * states may be in one array.
     */
    private String array(Value value) {
        Binding binding = program.graph().binding(value).orElseThrow();
        return switch (binding.kind()) {
            case INITIAL_STATE, FINAL_STATE -> "states";
            case ALL_PARAMETERS, ALL_GRADIENTS -> binding.kind().toString();
            default -> binding.toString();
        };
    }
}
