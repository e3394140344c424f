using System.Reflection;

namespace Agentry.Tests;

/// <summary>Every type that a public type's signatures name.</summary>
internal static class SignatureTypes
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<Type> Of(Type type)
    {
        IEnumerable<Type> bases = type.BaseType is { } parent ? [parent, .. type.GetInterfaces()] : type.GetInterfaces();
        IEnumerable<Type> fields = type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily).Select(f => f.FieldType);
        IEnumerable<Type> methods = type.GetMembers(Declared).OfType<MethodBase>().Where(m => m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly)
            .SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append((m as MethodInfo)?.ReturnType ?? typeof(void)));
        return bases.Concat(fields).Concat(methods).SelectMany(Parts).Distinct();
    }

    private static IEnumerable<Type> Parts(Type type)
    {
        if (type.HasElementType)
            return Parts(type.GetElementType()!);
        return type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type) : [type];
    }
}
