package chainrule.examples.derive;

import chainrule.autodiff.check.Verdict;

/** What the commands return to the shell, the gravest last. */
enum ExitStatus {
  RIGHT(0),
  CANNOT_TELL(2),
  WRONG(1),
  USAGE(64);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  static ExitStatus of(Verdict verdict) {
    return switch (verdict) {
      case RIGHT, UNSTABLE -> RIGHT;
      case CANNOT_TELL -> CANNOT_TELL;
      case WRONG -> WRONG;
    };
  }

  int code() {
    return code;
  }

  /** The graver of two. */
  ExitStatus or(ExitStatus that) {
    return compareTo(that) >= 0 ? this : that;
  }
}
