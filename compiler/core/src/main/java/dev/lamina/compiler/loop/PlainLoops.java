package dev.lamina.compiler.loop;

/** Makes loops over floats of the lanes that are left. */
final class PlainLoops extends Rewrite implements Step {
    @Override
    public String name() {
        return "plain-loops";
    }

    @Override
    public Kernel apply(Kernel kernel) {
        return kernel.withBody(statement(kernel.body()));
    }

    @Override
    Statement lanes(Statement.Lanes lanes) {
        return Statement.loop(lanes.index(), lanes.extent(), statement(lanes.body()));
    }
}
