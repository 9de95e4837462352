#pragma once

#include <cstddef>
#include <memory>
#include <type_traits>

namespace matinee {

/// Memory that begins at a multiple of 64 bytes; where it is large, on pages of 2 MiB if the system has them: random
/// access over many small pages waits for address translation. Not initialised. \throws std::bad_alloc
void* allocateHuge(std::size_t bytes);
void freeHuge(void* memory) noexcept;

/// A fixed number of Values in such memory, not initialised.
template <class Value>
class HugeArray
{
    static_assert(std::is_trivially_copyable_v<Value> && std::is_trivially_destructible_v<Value>);

public:
    HugeArray() = default;
    explicit HugeArray(std::size_t size)
        : m_values(static_cast<Value*>(allocateHuge(size * sizeof(Value))))
        , m_size(size)
    {}

    Value* data() { return m_values.get(); }
    const Value* data() const { return m_values.get(); }
    std::size_t size() const { return m_size; }
    Value* begin() { return data(); }
    Value* end() { return data() + m_size; }
    Value& operator[](std::size_t i) { return m_values[i]; }
    const Value& operator[](std::size_t i) const { return m_values[i]; }

private:
    struct Free
    {
        void operator()(void* memory) const noexcept { freeHuge(memory); }
    };
    std::unique_ptr<Value[], Free> m_values;
    std::size_t m_size = 0;
};

} // namespace matinee
