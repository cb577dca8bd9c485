/** What a generated class needs at run time, with no dependency outside the JDK. */
package dev.lamina.runtime;
