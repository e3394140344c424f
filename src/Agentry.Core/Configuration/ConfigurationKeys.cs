using System.Diagnostics.CodeAnalysis;
using Agentry.JsonSchema;
using Microsoft.Extensions.Configuration;

namespace Agentry;

/// <summary>Refuses configuration keys that nothing reads: they are usually misspelt, and silence would hide it.</summary>
internal static class ConfigurationKeys
{
    public static string[] Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] TOptions>() =>
        [.. typeof(TOptions).GetProperties().Select(p => p.Name)];

    public static void Check(IConfiguration section, IEnumerable<string> known, ConfigurationErrors errors, string kind = "an option")
    {
        string[] names = [.. known];
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (!names.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                errors.Add($"configuration '{child.Path}': '{child.Key}' is not {kind}. {Suggest(child.Key, names)}");
        }
    }

    public static string Suggest(string name, IReadOnlyCollection<string> known)
    {
        IReadOnlyList<string> nearest = NameSuggestion.Nearest(name, known);
        return nearest.Count > 0
            ? $"Did you mean '{nearest[0]}'?"
            : known.Count == 0 ? "There is none." : $"Known are: {string.Join(", ", known.Order(StringComparer.Ordinal))}.";
    }
}
