package dev.lamina.compiler.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One method of the generated class: loops over buffers.
 *
 * @param name the method's name, such as {@code forwardConv1}
 * @param buffers its arrays, in the order of its arguments; each comes with the index it starts at, but {@link Buffer#SCRATCH}
 * @param arguments its further float arguments
 * @param random whether it draws from the counter-based generator, and so needs (seed, step)
 * @param scratch how many floats of {@link Buffer#SCRATCH} it works on; 0 if that is none of its arrays
 */
public record Kernel(
        String name, List<Buffer> buffers, List<String> arguments, boolean random, Statement body, int scratch) {
    public Kernel {
        buffers = List.copyOf(buffers);
        arguments = List.copyOf(arguments);
        if (scratch > 0 != buffers.contains(Buffer.SCRATCH)) {
            throw new IllegalArgumentException(name + " works on " + scratch + " floats of scratch, among " + buffers);
        }
    }

    /** A kernel that works on the arrays of its caller only. */
    public Kernel(String name, List<Buffer> buffers, List<String> arguments, boolean random, Statement body) {
        this(name, buffers, arguments, random, body, 0);
    }

    /** What of {@link Symbol#CALL_SIZES} it uses, and so is called with. */
    public List<Symbol> callSizes() {
        Set<Symbol> free = FreeNames.of(body).symbols();
        return Symbol.CALL_SIZES.stream().filter(free::contains).toList();
    }

    public Kernel withName(String newName) {
        return new Kernel(newName, buffers, arguments, random, body, scratch);
    }

    /** The same with other names for its buffers, in their order; those behind keep theirs. */
    public Kernel withBuffers(List<String> names) {
        Map<Buffer, Buffer> renamed = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            renamed.put(buffers.get(i), new Buffer(names.get(i), buffers.get(i).element()));
        }
        Rewrite renaming = new Rewrite() {
            @Override
            protected Buffer buffer(Buffer buffer) {
                return renamed.getOrDefault(buffer, buffer);
            }
        };
        return new Kernel(
                name,
                buffers.stream().map(renaming::buffer).toList(),
                arguments,
                random,
                renaming.statement(body),
                scratch);
    }

    /** Whether it is handed how many steps each sample has. */
    public boolean asksForLengths() {
        return buffers.contains(Buffer.LENGTHS);
    }

    public Kernel withBody(Statement newBody) {
        return new Kernel(name, buffers, arguments, random, newBody, scratch);
    }

    /** The same, working on so many floats of {@link Buffer#SCRATCH} too. */
    public Kernel withScratch(int floats) {
        if (floats == 0) {
            return this;
        }
        List<Buffer> more = new ArrayList<>(buffers);
        more.add(Buffer.SCRATCH);
        return new Kernel(name, more, arguments, random, body, floats);
    }
}
