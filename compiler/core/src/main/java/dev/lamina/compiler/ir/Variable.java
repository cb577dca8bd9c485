package dev.lamina.compiler.ir;

/** A local variable of a kernel: one float, or one vector of them. Names are unique within a kernel. */
public record Variable(String name, boolean vector) {
    @Override
    public String toString() {
        return name;
    }
}
