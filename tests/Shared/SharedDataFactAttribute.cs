namespace Agentry.Tests;

/// <summary>A fact that needs the acceptance data: skipped at discovery, with the reason, when the data is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute() => Skip = SharedData.SkipReason;
}
