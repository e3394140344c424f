namespace Agentry.Tests;

/// <summary>
/// A theory that needs the acceptance data: skipped at discovery, with the reason, when the data is absent.
/// Its data source must itself not touch the data while <see cref="SharedData.Root"/> is null.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataTheoryAttribute : TheoryAttribute
{
    public SharedDataTheoryAttribute() => Skip = SharedData.SkipReason;
}
