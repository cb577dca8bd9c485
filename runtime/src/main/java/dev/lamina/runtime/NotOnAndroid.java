package dev.lamina.runtime;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what uses parts of the JDK that Android has not: modules, {@code System.Logger}, the Vector API. Plain Java classes get by without it. The
 * release build compares everything else with the signatures of Android 14.
 */
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD})
@interface NotOnAndroid {}
