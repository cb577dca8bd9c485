package dev.lamina.compiler.loop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One method of the generated class: loops over buffers.
 *
 * @param name the method's name, such as {@code forwardConv1}
 * @param buffers its arrays, in the order of its arguments; each comes with the index it starts at
 * @param arguments its further float arguments
 * @param random whether it draws from the counter-based generator, and so needs (seed, step)
 */
public record Kernel(String name, List<Buffer> buffers, List<String> arguments, boolean random, Statement body) {
    public Kernel {
        buffers = List.copyOf(buffers);
        arguments = List.copyOf(arguments);
    }

    /** What of {@link Symbol#OF_A_CALL} it uses, and so is called with. */
    public List<Symbol> ofACall() {
        Set<Symbol> free = FreeNames.of(body).symbols();
        return Symbol.OF_A_CALL.stream().filter(free::contains).toList();
    }

    public Kernel withName(String newName) {
        return new Kernel(newName, buffers, arguments, random, body);
    }

    /** The same with other names for its buffers, in their order; those behind keep theirs. */
    public Kernel withBuffers(List<String> names) {
        Map<Buffer, Buffer> renamed = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            renamed.put(buffers.get(i), new Buffer(names.get(i), buffers.get(i).element()));
        }
        Rewrite renaming = new Rewrite() {
            @Override
            Buffer buffer(Buffer buffer) {
                return renamed.getOrDefault(buffer, buffer);
            }
        };
        return new Kernel(
                name, buffers.stream().map(renaming::buffer).toList(), arguments, random, renaming.statement(body));
    }

    /** Whether it is handed how many steps each sample has. */
    public boolean asksForLengths() {
        return buffers.contains(Buffer.LENGTHS);
    }

    public Kernel withBody(Statement newBody) {
        return new Kernel(name, buffers, arguments, random, newBody);
    }
}
