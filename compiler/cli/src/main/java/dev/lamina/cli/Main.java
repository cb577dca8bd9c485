package dev.lamina.cli;

/** The lamina command. */
public final class Main {
    private Main() {}

    /** Prints the version. */
    public static void main(String[] arguments) {
        System.out.println("lamina " + Main.class.getPackage().getImplementationVersion());
    }
}
