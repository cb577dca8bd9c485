package dev.lamina.compiler.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A kernel: loops over buffers, which become a method of the generated class.
 *
 * @param name the method's name, such as {@code conv1Forward}
 * @param buffers its arrays, in the order of its arguments; the index of the first element follows each, except {@link Buffer#SCRATCH}
 * @param arguments the names of its float arguments
 * @param random whether it draws random numbers; if so, it takes the seed and the training step as arguments
 * @param scratch the number of floats of {@link Buffer#SCRATCH} that it uses; 0 if it does not use that buffer
 * @param ofSamples whether everything that it writes belongs to a sample, and is computed without what it writes for other samples. Then
 *     threads can compute some of the samples each
 */
public record Kernel(
        String name,
        List<Buffer> buffers,
        List<String> arguments,
        boolean random,
        Statement body,
        int scratch,
        boolean ofSamples) {
    public Kernel {
        buffers = List.copyOf(buffers);
        arguments = List.copyOf(arguments);
        if (scratch > 0 != buffers.contains(Buffer.SCRATCH)) {
            throw new IllegalArgumentException(
                    name + " uses " + scratch + " floats of scratch memory, but its buffers are " + buffers);
        }
    }

    /** A kernel without scratch memory, which no samples divide. */
    public Kernel(String name, List<Buffer> buffers, List<String> arguments, boolean random, Statement body) {
        this(name, buffers, arguments, random, body, 0, false);
    }

    /** The {@link Symbol#CALL_SIZES} that it uses, and therefore takes as arguments. */
    public List<Symbol> callSizes() {
        Set<Symbol> free = FreeNames.of(body).symbols();
        return Symbol.CALL_SIZES.stream().filter(free::contains).toList();
    }

    public Kernel withName(String newName) {
        return new Kernel(newName, buffers, arguments, random, body, scratch, ofSamples);
    }

    /** The same kernel with other names for its first buffers, in their order; the remaining buffers keep theirs. */
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
                scratch,
                ofSamples);
    }

    /** The {@link Buffer#ALL_LENGTHS} that it takes. */
    public List<Buffer> lengths() {
        return buffers.stream().filter(Buffer.ALL_LENGTHS::contains).toList();
    }

    /** The same kernel, marked as one that computes each sample by itself. */
    public Kernel ofEachSample() {
        return new Kernel(name, buffers, arguments, random, body, scratch, true);
    }

    /** Whether threads split it along an axis, or meet in it; if so, it takes its part as an argument. */
    public boolean takesPart() {
        return new PartSearch().isIn(body);
    }

    /** Looks for loops over a thread's range, and for barriers. */
    private static final class PartSearch extends Walk {
        private boolean found;

        boolean isIn(Statement statement) {
            statement(statement);
            return found;
        }

        @Override
        public void loop(Statement.Loop loop) {
            found |= loop.from().isOfPart();
            super.loop(loop);
        }

        @Override
        public void await(Statement.Await await) {
            found = true;
        }
    }

    public Kernel withBody(Statement newBody) {
        return new Kernel(name, buffers, arguments, random, newBody, scratch, ofSamples);
    }

    /** The same kernel with this many floats of scratch memory. */
    public Kernel withScratch(int floats) {
        if (floats == 0) {
            return this;
        }
        List<Buffer> more = new ArrayList<>(buffers);
        more.add(Buffer.SCRATCH);
        return new Kernel(name, more, arguments, random, body, floats, ofSamples);
    }
}
