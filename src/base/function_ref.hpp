// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace cuxent::impl {

template <class Signature>
class FunctionRef;

/// A callable passed down the stack: no ownership, no allocation (std::function may allocate).
template <class Result, class... Args>
class FunctionRef<Result(Args...)> {
 public:
    /// Refers to nothing yet: to be assigned before it is called.
    FunctionRef() = default;

    template <class Callable,
              class = std::enable_if_t<!std::is_same_v<std::decay_t<Callable>, FunctionRef>>>
    // NOLINTNEXTLINE(google-explicit-constructor): a lambda at the call is the point of it
    FunctionRef(Callable&& callable) noexcept
        : object_(const_cast<void*>(static_cast<const void*>(std::addressof(callable)))),
          call_([](void* object, Args... args) -> Result {
              return (*static_cast<std::remove_reference_t<Callable>*>(object))(
                  std::forward<Args>(args)...);
          }) {}

    Result operator()(Args... args) const { return call_(object_, std::forward<Args>(args)...); }

 private:
    void* object_ = nullptr;
    Result (*call_)(void*, Args...) = nullptr;
};

}  // namespace cuxent::impl
