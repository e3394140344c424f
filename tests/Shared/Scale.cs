namespace Agentry.Tests;

/// <summary>How much the tests over random cases and large data do.</summary>
internal static class Scale
{
    /// <summary>With <c>full</c> in this variable everything is run, otherwise a share that takes seconds.</summary>
    public const string Variable = "AGENTRY_SCALE";

    public static bool IsFull => Environment.GetEnvironmentVariable(Variable) == "full";

    public static int Of(int usual, int full) => IsFull ? full : usual;
}
